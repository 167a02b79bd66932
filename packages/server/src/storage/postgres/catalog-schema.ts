import type { Migration } from "../migrations.ts"

/** Version 1 of the catalog's tables: what those of SQLite have come to. */
const FIRST = `
CREATE TABLE partner (
  id TEXT COLLATE "C" PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  allowed_origins TEXT COLLATE "C" NOT NULL,
  overdraft_max BIGINT NOT NULL,
  support_email TEXT COLLATE "C",
  fingerprint TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX partner_page ON partner (created_at, id);

CREATE TABLE api_key (
  id TEXT COLLATE "C" PRIMARY KEY,
  kind TEXT COLLATE "C" NOT NULL,
  partner_id TEXT COLLATE "C",
  wallet_id TEXT COLLATE "C",
  name TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL UNIQUE,
  hint TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX api_key_page ON api_key (created_at, id);
CREATE INDEX api_key_partner_page ON api_key (partner_id, created_at, id);

CREATE TABLE ingest_token (
  id TEXT COLLATE "C" PRIMARY KEY,
  partner_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL UNIQUE,
  hint TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX ingest_token_partner_page ON ingest_token (partner_id, created_at, id);

CREATE TABLE customer (
  id TEXT COLLATE "C" PRIMARY KEY,
  partner_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  timezone TEXT COLLATE "C" NOT NULL,
  locale TEXT COLLATE "C" NOT NULL,
  contact TEXT COLLATE "C" NOT NULL,
  billing_address TEXT COLLATE "C" NOT NULL,
  tax_id TEXT COLLATE "C",
  fingerprint TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX customer_page ON customer (created_at, id);
CREATE INDEX customer_partner_page ON customer (partner_id, created_at, id);

CREATE TABLE wallet_place (
  wallet_id TEXT COLLATE "C" PRIMARY KEY,
  customer_id TEXT COLLATE "C" NOT NULL,
  partner_id TEXT COLLATE "C" NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  is_closed BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX wallet_place_page ON wallet_place (created_at, wallet_id);
CREATE INDEX wallet_place_partner_page ON wallet_place (partner_id, created_at, wallet_id);
CREATE INDEX wallet_place_customer_page ON wallet_place (customer_id, created_at, wallet_id);

CREATE TABLE sender (
  id TEXT COLLATE "C" PRIMARY KEY,
  partner_id TEXT COLLATE "C" NOT NULL,
  wallet_id TEXT COLLATE "C" NOT NULL,
  phone_number TEXT COLLATE "C" NOT NULL,
  waba_id TEXT COLLATE "C",
  gupshup_app_id TEXT COLLATE "C",
  timezone TEXT COLLATE "C",
  default_channel TEXT COLLATE "C" NOT NULL,
  mm_lite TEXT COLLATE "C" NOT NULL,
  cap_overrides TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX sender_page ON sender (created_at, id);
CREATE INDEX sender_partner_page ON sender (partner_id, created_at, id);
CREATE INDEX sender_wallet_page ON sender (wallet_id, created_at, id);
CREATE INDEX sender_app ON sender (gupshup_app_id) WHERE gupshup_app_id IS NOT NULL;
CREATE INDEX sender_phone ON sender (partner_id, phone_number);

CREATE TABLE sender_assignment (
  sender_id TEXT COLLATE "C" NOT NULL,
  wallet_id TEXT COLLATE "C" NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT,
  PRIMARY KEY (sender_id, from_at)
);

CREATE TABLE plan (
  id TEXT COLLATE "C" PRIMARY KEY,
  partner_id TEXT COLLATE "C",
  base_plan_id TEXT COLLATE "C",
  name TEXT COLLATE "C" NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  fingerprint TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX plan_page ON plan (created_at, id);

CREATE TABLE plan_version (
  plan_id TEXT COLLATE "C" NOT NULL,
  effective_from TEXT COLLATE "C" NOT NULL,
  definition TEXT COLLATE "C" NOT NULL,
  fingerprint TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (plan_id, effective_from)
);

CREATE TABLE rate_card (
  id TEXT COLLATE "C" NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  effective_from TEXT COLLATE "C" NOT NULL,
  content TEXT COLLATE "C" NOT NULL,
  fingerprint TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id, currency, effective_from)
);

CREATE TABLE reported_tier (
  waba_id TEXT COLLATE "C" NOT NULL,
  effective_month TEXT COLLATE "C" NOT NULL,
  region TEXT COLLATE "C" NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  from_number BIGINT NOT NULL,
  told_at BIGINT NOT NULL,
  arrived_at BIGINT NOT NULL,
  PRIMARY KEY (waba_id, effective_month, region, category, from_number)
);

CREATE TABLE setting (name TEXT COLLATE "C" PRIMARY KEY, value TEXT COLLATE "C" NOT NULL);

CREATE TABLE catalog_replay (
  key TEXT COLLATE "C" PRIMARY KEY,
  fingerprint TEXT COLLATE "C" NOT NULL,
  claimed_at BIGINT NOT NULL,
  keep_until BIGINT,
  status BIGINT,
  body TEXT COLLATE "C"
);
CREATE INDEX catalog_replay_due ON catalog_replay (keep_until) WHERE keep_until IS NOT NULL;

CREATE TABLE intake_event (
  key TEXT COLLATE "C" PRIMARY KEY,
  sender TEXT COLLATE "C" NOT NULL,
  partner_id TEXT COLLATE "C",
  event TEXT COLLATE "C" NOT NULL,
  received_at BIGINT NOT NULL
);
CREATE INDEX intake_event_page ON intake_event (received_at, key);
CREATE INDEX intake_event_sender ON intake_event (sender, received_at, key);

CREATE TABLE coupon (
  code_key TEXT COLLATE "C" PRIMARY KEY,
  code TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  value BIGINT NOT NULL,
  max_bonus BIGINT,
  min_top_up BIGINT,
  currency TEXT COLLATE "C",
  partner_id TEXT COLLATE "C",
  customer_id TEXT COLLATE "C",
  expires_at BIGINT,
  max_redemptions BIGINT,
  per_customer BIGINT,
  grant_expires_in_days BIGINT,
  confirmed BIGINT NOT NULL DEFAULT 0,
  fingerprint TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX coupon_page ON coupon (created_at, code_key);

CREATE TABLE coupon_redemption (
  top_up_id TEXT COLLATE "C" PRIMARY KEY,
  code_key TEXT COLLATE "C" NOT NULL,
  wallet_id TEXT COLLATE "C" NOT NULL,
  customer_id TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  bonus BIGINT NOT NULL,
  bonus_expires_at BIGINT,
  reserved_at BIGINT NOT NULL,
  lapses_at BIGINT NOT NULL
);
CREATE INDEX coupon_redemption_live ON coupon_redemption (code_key, lapses_at) WHERE state = 'reserved';
CREATE INDEX coupon_redemption_customer ON coupon_redemption (code_key, customer_id);

CREATE TABLE sandbox_payment (
  id TEXT COLLATE "C" PRIMARY KEY,
  top_up_id TEXT COLLATE "C" NOT NULL UNIQUE,
  payment_order TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE payment_link (
  id TEXT COLLATE "C" PRIMARY KEY,
  wallet_id TEXT COLLATE "C" NOT NULL,
  secret_hash TEXT COLLATE "C" NOT NULL UNIQUE,
  origin TEXT COLLATE "C" NOT NULL,
  amount BIGINT,
  note TEXT COLLATE "C",
  expires_at BIGINT NOT NULL,
  max_payments BIGINT,
  revoked_at BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX payment_link_wallet_page ON payment_link (wallet_id, created_at, id);

CREATE TABLE link_payment (
  reference TEXT COLLATE "C" PRIMARY KEY,
  link_id TEXT COLLATE "C" NOT NULL,
  top_up_id TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  started_at BIGINT NOT NULL
);
CREATE INDEX link_payment_link ON link_payment (link_id, state, started_at);
`

/** Version 2: invoices, and what fee and tax of top-ups consist of. */
const INVOICES = `
CREATE TABLE invoice (
  id TEXT COLLATE "C" PRIMARY KEY,
  issuer_id TEXT COLLATE "C" NOT NULL,
  series TEXT COLLATE "C" NOT NULL,
  year BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  number TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  wallet_id TEXT COLLATE "C" NOT NULL,
  top_up_id TEXT COLLATE "C" NOT NULL,
  corrects_id TEXT COLLATE "C",
  content TEXT COLLATE "C" NOT NULL,
  issued_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX invoice_number ON invoice (issuer_id, series, year, sequence);
CREATE INDEX invoice_wallet_page ON invoice (wallet_id, issued_at, id);

CREATE TABLE top_up_price (
  top_up_id TEXT COLLATE "C" PRIMARY KEY,
  wallet_id TEXT COLLATE "C" NOT NULL,
  fee_label TEXT COLLATE "C",
  tax_lines TEXT COLLATE "C" NOT NULL
);
`

/** Version 3: what customers call their numbers; links for a number, and links that take a coupon. */
const NUMBERS = `
ALTER TABLE sender ADD COLUMN display_name TEXT COLLATE "C";
ALTER TABLE payment_link ADD COLUMN sender_id TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE payment_link ADD COLUMN takes_coupon BIGINT NOT NULL DEFAULT 0;
`

/** Version 4: who changed what of a customer, customers that pay no tax, and how a top-up was taxed besides its lines. */
const TAXES = `
ALTER TABLE customer ADD COLUMN tax_exemption TEXT COLLATE "C";
ALTER TABLE top_up_price ADD COLUMN treatment TEXT COLLATE "C" NOT NULL DEFAULT 'null';
CREATE TABLE customer_change (
  id TEXT COLLATE "C" PRIMARY KEY,
  customer_id TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  changed_by TEXT COLLATE "C" NOT NULL,
  changes TEXT COLLATE "C" NOT NULL
);
CREATE INDEX customer_change_page ON customer_change (customer_id, at, id);
`

/** Version 5: what the sandbox has given back. */
const SANDBOX_BACKS = `
ALTER TABLE sandbox_payment
  ADD COLUMN given_back TEXT COLLATE "C" NOT NULL DEFAULT '{"refunds":[],"disputes":[]}';
`

/** Version 6: where webhooks go, webhooks and mails, and how far journals were told. */
const DELIVERIES = `
CREATE TABLE webhook_endpoint (
  id TEXT COLLATE "C" PRIMARY KEY,
  owner_id TEXT COLLATE "C" NOT NULL,
  url TEXT COLLATE "C" NOT NULL,
  events TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  disabled_reason TEXT COLLATE "C" NOT NULL,
  failing_since BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX webhook_endpoint_owner ON webhook_endpoint (owner_id, created_at, id);

CREATE TABLE delivery (
  id TEXT COLLATE "C" PRIMARY KEY,
  owner_id TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  target TEXT COLLATE "C" NOT NULL,
  event_id TEXT COLLATE "C" NOT NULL,
  topic TEXT COLLATE "C" NOT NULL,
  wallet_id TEXT COLLATE "C" NOT NULL,
  customer_id TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  attempts BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  claim TEXT COLLATE "C" NOT NULL,
  response_status BIGINT NOT NULL,
  response TEXT COLLATE "C" NOT NULL,
  fault TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX delivery_due ON delivery (target, due_at) WHERE status = 'pending';
CREATE INDEX delivery_page ON delivery (owner_id, kind, created_at, id);
CREATE INDEX delivery_state ON delivery (status, target, created_at, id);
CREATE INDEX delivery_age ON delivery (created_at);

CREATE TABLE journal_cursor (
  owner_id TEXT COLLATE "C" NOT NULL,
  topic TEXT COLLATE "C" NOT NULL,
  wallet_id TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (owner_id, topic, wallet_id)
);
`

/** All migrations of the catalog, the first is version 1. */
export const POSTGRES_CATALOG_MIGRATIONS: readonly Migration[] = [
  FIRST,
  INVOICES,
  NUMBERS,
  TAXES,
  SANDBOX_BACKS,
  DELIVERIES,
]
