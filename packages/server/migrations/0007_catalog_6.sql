CREATE TABLE invoice (
  id TEXT PRIMARY KEY,
  issuer_id TEXT NOT NULL,
  series TEXT NOT NULL,
  year INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  wallet_id TEXT NOT NULL,
  top_up_id TEXT NOT NULL,
  corrects_id TEXT,
  content TEXT NOT NULL,
  issued_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invoice_number ON invoice (issuer_id, series, year, sequence);
CREATE INDEX invoice_wallet_page ON invoice (wallet_id, issued_at, id);
