CREATE TABLE delivery (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  event_id TEXT NOT NULL,
  topic TEXT NOT NULL,
  wallet_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  body TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  claim TEXT NOT NULL,
  response_status INTEGER NOT NULL,
  response TEXT NOT NULL,
  fault TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX delivery_due ON delivery (target, due_at) WHERE status = 'pending';
CREATE INDEX delivery_page ON delivery (owner_id, kind, created_at, id);
CREATE INDEX delivery_state ON delivery (status, target, created_at, id);
CREATE INDEX delivery_age ON delivery (created_at);

CREATE TABLE journal_cursor (
  owner_id TEXT NOT NULL,
  topic TEXT NOT NULL,
  wallet_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (owner_id, topic, wallet_id)
) STRICT, WITHOUT ROWID;
