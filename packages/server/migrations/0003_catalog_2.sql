CREATE TABLE coupon (
  code_key TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  value INTEGER NOT NULL,
  max_bonus INTEGER,
  min_top_up INTEGER,
  currency TEXT,
  partner_id TEXT,
  customer_id TEXT,
  expires_at INTEGER,
  max_redemptions INTEGER,
  per_customer INTEGER,
  grant_expires_in_days INTEGER,
  confirmed INTEGER NOT NULL DEFAULT 0,
  fingerprint TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX coupon_page ON coupon (created_at, code_key);

CREATE TABLE coupon_redemption (
  top_up_id TEXT PRIMARY KEY,
  code_key TEXT NOT NULL,
  wallet_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  state TEXT NOT NULL,
  bonus INTEGER NOT NULL,
  bonus_expires_at INTEGER,
  reserved_at INTEGER NOT NULL,
  lapses_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX coupon_redemption_live ON coupon_redemption (code_key, lapses_at) WHERE state = 'reserved';
CREATE INDEX coupon_redemption_customer ON coupon_redemption (code_key, customer_id);
