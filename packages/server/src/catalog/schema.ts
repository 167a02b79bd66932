import type { Migration } from "../storage/migrations.ts"

/** Of version 1: events of unknown senders. On Workers an object of its own has them. */
const INTAKE = `CREATE TABLE intake_event (
  key TEXT PRIMARY KEY,
  sender TEXT NOT NULL,
  partner_id TEXT,
  event TEXT NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX intake_event_page ON intake_event (received_at, key);
CREATE INDEX intake_event_sender ON intake_event (sender, received_at, key);
`

/** Version 1 of the catalog's tables. Instants are milliseconds, amounts 64-bit micros, lists and objects JSON. */
const FIRST = `
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

${INTAKE}`

/** Version 2: coupons and their redemptions. `confirmed` counts the redemptions in that state. */
const COUPONS = `
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
`

/** Version 3: what the sandbox payment provider was asked to collect. */
const SANDBOX = `
CREATE TABLE sandbox_payment (
  id TEXT PRIMARY KEY,
  top_up_id TEXT NOT NULL UNIQUE,
  payment_order TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`

/** Version 4: payment links, and the payments that were begun on them. */
const PAYMENT_LINKS = `
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
`

/** Version 5: where a payment link was told to be. Links of before have none. */
const LINK_ORIGINS = `
ALTER TABLE payment_link ADD COLUMN origin TEXT NOT NULL DEFAULT '';
`

/**
 * Version 6: invoices and credit notes, as they were issued. The next number of a series is the one after the last row's:
 * there is no count beside the rows that could differ from them. With a
 * rowid, as rows this long do not fit the pages of a table without one.
 */
const INVOICES = `
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
`

/** Version 7: what fee and tax of a top-up consist of, where it has any, as of when it was priced. */
const TOP_UP_PRICES = `
CREATE TABLE top_up_price (
  top_up_id TEXT PRIMARY KEY,
  wallet_id TEXT NOT NULL,
  fee_label TEXT,
  tax_lines TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`

/** Version 8: what customers call their numbers; links for a number, and links that take a coupon. */
const NUMBERS = `
ALTER TABLE sender ADD COLUMN display_name TEXT;
ALTER TABLE payment_link ADD COLUMN sender_id TEXT NOT NULL DEFAULT '';
ALTER TABLE payment_link ADD COLUMN takes_coupon INTEGER NOT NULL DEFAULT 0;
`

/** Version 9: who changed what of a customer, customers that pay no tax, and how a top-up was taxed besides its lines. */
const TAXES = `
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
`

/** Version 10: what the sandbox has given back. */
const SANDBOX_BACKS = `
ALTER TABLE sandbox_payment ADD COLUMN given_back TEXT NOT NULL DEFAULT '{"refunds":[],"disputes":[]}';
`

/** Version 11: where webhooks go. */
const WEBHOOK_ENDPOINTS = `
CREATE TABLE webhook_endpoint (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  description TEXT NOT NULL,
  status TEXT NOT NULL,
  disabled_reason TEXT NOT NULL,
  failing_since INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_endpoint_owner ON webhook_endpoint (owner_id, created_at, id);
`

/**
 * Version 12: webhooks and mails, each with where it stands, and how far journals were told. With a rowid, as rows this long do not fit the
 * pages of a table without one.
 */
const DELIVERIES = `
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
`

/** All migrations of the catalog, the first is version 1. */
export const CATALOG_MIGRATIONS: readonly Migration[] = [
  FIRST,
  COUPONS,
  SANDBOX,
  PAYMENT_LINKS,
  LINK_ORIGINS,
  INVOICES,
  TOP_UP_PRICES,
  NUMBERS,
  TAXES,
  SANDBOX_BACKS,
  WEBHOOK_ENDPOINTS,
  DELIVERIES,
]

/** What the object of a coupon has of it. A change of these tables is added to both lists. */
export const COUPON_MIGRATIONS: readonly Migration[] = [COUPONS]

/** What the object of the intake has of it, besides its own. */
export const INTAKE_MIGRATIONS: readonly Migration[] = [INTAKE]

/** What the object of an issuer has of it. */
export const ISSUER_MIGRATIONS: readonly Migration[] = [INVOICES]

/** What the object of a partner's deliveries has of it. */
export const DELIVERY_MIGRATIONS: readonly Migration[] = [DELIVERIES]
