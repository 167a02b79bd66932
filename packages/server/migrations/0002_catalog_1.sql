CREATE TABLE partner (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  allowed_origins TEXT NOT NULL,
  overdraft_max INTEGER NOT NULL,
  support_email TEXT,
  fingerprint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX partner_page ON partner (created_at, id);

CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  partner_id TEXT,
  wallet_id TEXT,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_key_page ON api_key (created_at, id);
CREATE INDEX api_key_partner_page ON api_key (partner_id, created_at, id);

CREATE TABLE ingest_token (
  id TEXT PRIMARY KEY,
  partner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ingest_token_partner_page ON ingest_token (partner_id, created_at, id);

CREATE TABLE customer (
  id TEXT PRIMARY KEY,
  partner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  timezone TEXT NOT NULL,
  locale TEXT NOT NULL,
  contact TEXT NOT NULL,
  billing_address TEXT NOT NULL,
  tax_id TEXT,
  fingerprint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_page ON customer (created_at, id);
CREATE INDEX customer_partner_page ON customer (partner_id, created_at, id);

CREATE TABLE wallet_place (
  wallet_id TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  is_closed INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX wallet_place_page ON wallet_place (created_at, wallet_id);
CREATE INDEX wallet_place_partner_page ON wallet_place (partner_id, created_at, wallet_id);
CREATE INDEX wallet_place_customer_page ON wallet_place (customer_id, created_at, wallet_id);

CREATE TABLE sender (
  id TEXT PRIMARY KEY,
  partner_id TEXT NOT NULL,
  wallet_id TEXT NOT NULL,
  phone_number TEXT NOT NULL,
  waba_id TEXT,
  gupshup_app_id TEXT,
  timezone TEXT,
  default_channel TEXT NOT NULL,
  mm_lite TEXT NOT NULL,
  cap_overrides TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sender_page ON sender (created_at, id);
CREATE INDEX sender_partner_page ON sender (partner_id, created_at, id);
CREATE INDEX sender_wallet_page ON sender (wallet_id, created_at, id);
CREATE INDEX sender_app ON sender (gupshup_app_id) WHERE gupshup_app_id IS NOT NULL;
CREATE INDEX sender_phone ON sender (partner_id, phone_number);

CREATE TABLE sender_assignment (
  sender_id TEXT NOT NULL,
  wallet_id TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER,
  PRIMARY KEY (sender_id, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan (
  id TEXT PRIMARY KEY,
  partner_id TEXT,
  base_plan_id TEXT,
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_page ON plan (created_at, id);

CREATE TABLE plan_version (
  plan_id TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  definition TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (plan_id, effective_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE rate_card (
  id TEXT NOT NULL,
  currency TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  content TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (id, currency, effective_from)
) STRICT;

CREATE TABLE reported_tier (
  waba_id TEXT NOT NULL,
  effective_month TEXT NOT NULL,
  region TEXT NOT NULL,
  category TEXT NOT NULL,
  from_number INTEGER NOT NULL,
  told_at INTEGER NOT NULL,
  arrived_at INTEGER NOT NULL,
  PRIMARY KEY (waba_id, effective_month, region, category, from_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE catalog_replay (
  key TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  claimed_at INTEGER NOT NULL,
  keep_until INTEGER,
  status INTEGER,
  body TEXT
) STRICT;
CREATE INDEX catalog_replay_due ON catalog_replay (keep_until) WHERE keep_until IS NOT NULL;

CREATE TABLE intake_event (
  key TEXT PRIMARY KEY,
  sender TEXT NOT NULL,
  partner_id TEXT,
  event TEXT NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX intake_event_page ON intake_event (received_at, key);
CREATE INDEX intake_event_sender ON intake_event (sender, received_at, key);
