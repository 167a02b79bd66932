CREATE TABLE top_up_price (
  top_up_id TEXT PRIMARY KEY,
  wallet_id TEXT NOT NULL,
  fee_label TEXT,
  tax_lines TEXT NOT NULL
) STRICT, WITHOUT ROWID;
