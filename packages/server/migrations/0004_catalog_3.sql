CREATE TABLE sandbox_payment (
  id TEXT PRIMARY KEY,
  top_up_id TEXT NOT NULL UNIQUE,
  payment_order TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
