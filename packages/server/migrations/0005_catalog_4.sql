CREATE TABLE payment_link (
  id TEXT PRIMARY KEY,
  wallet_id TEXT NOT NULL,
  secret_hash TEXT NOT NULL UNIQUE,
  amount INTEGER,
  note TEXT,
  expires_at INTEGER NOT NULL,
  max_payments INTEGER,
  revoked_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_link_wallet_page ON payment_link (wallet_id, created_at, id);

CREATE TABLE link_payment (
  reference TEXT PRIMARY KEY,
  link_id TEXT NOT NULL,
  top_up_id TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX link_payment_link ON link_payment (link_id, state, started_at);
