ALTER TABLE customer ADD COLUMN tax_exemption TEXT;
ALTER TABLE top_up_price ADD COLUMN treatment TEXT NOT NULL DEFAULT 'null';
CREATE TABLE customer_change (
  id TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  changes TEXT NOT NULL
) STRICT;
CREATE INDEX customer_change_page ON customer_change (customer_id, at, id);
