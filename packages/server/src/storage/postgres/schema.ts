import type { Migration } from "../migrations.ts"

/**
 * Version 1 of the wallet tables. The wallet's id leads every key, so that the tables can be distributed by it. Text is
 * compared byte by byte, as SQLite does. Charges lie in partitions by the month in which they were posted. Rules PG-1, PG-8.
 */
const FIRST = `
CREATE TABLE wallet (
  id TEXT COLLATE "C" PRIMARY KEY,
  customer_id TEXT COLLATE "C" NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  plan_id TEXT COLLATE "C" NOT NULL,
  balance BIGINT NOT NULL,
  held BIGINT NOT NULL,
  overdraft_limit BIGINT NOT NULL,
  low_balance_threshold BIGINT,
  credit_name TEXT COLLATE "C" NOT NULL,
  sequence BIGINT NOT NULL,
  head TEXT COLLATE "C" NOT NULL,
  last_entry_at BIGINT NOT NULL,
  last_charge BIGINT NOT NULL,
  recipient_key TEXT COLLATE "C" NOT NULL,
  next_due_at BIGINT,
  rollup_zone TEXT COLLATE "C" NOT NULL,
  recharge TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX wallet_due ON wallet (next_due_at, id) WHERE next_due_at IS NOT NULL;

CREATE TABLE account (
  wallet_id TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  balance BIGINT NOT NULL,
  PRIMARY KEY (wallet_id, key)
);

CREATE TABLE grant_lot (
  wallet_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  amount BIGINT NOT NULL,
  remaining BIGINT NOT NULL,
  priority BIGINT NOT NULL,
  expires_at BIGINT,
  created_at BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (wallet_id, id)
);
CREATE INDEX grant_open ON grant_lot (wallet_id, sequence, id) WHERE remaining > 0;

CREATE TABLE allotment (
  wallet_id TEXT COLLATE "C" NOT NULL,
  sender_id TEXT COLLATE "C" NOT NULL,
  amount BIGINT NOT NULL,
  may_use_shared BIGINT NOT NULL,
  PRIMARY KEY (wallet_id, sender_id)
);

CREATE TABLE hold (
  wallet_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  sender_id TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  lines TEXT COLLATE "C" NOT NULL,
  held_own BIGINT NOT NULL,
  held_shared BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  fingerprint TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (wallet_id, id)
);
CREATE INDEX hold_open ON hold (wallet_id, expires_at, id) WHERE state = 'open';

CREATE TABLE hold_message (
  wallet_id TEXT COLLATE "C" NOT NULL,
  message_id TEXT COLLATE "C" NOT NULL,
  hold_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (wallet_id, message_id)
);

CREATE TABLE counter (
  wallet_id TEXT COLLATE "C" NOT NULL,
  month BIGINT NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  used BIGINT NOT NULL,
  reserved BIGINT NOT NULL,
  PRIMARY KEY (wallet_id, month, key)
);

CREATE TABLE message (
  wallet_id TEXT COLLATE "C" NOT NULL,
  hash BIGINT NOT NULL,
  message_id TEXT COLLATE "C" NOT NULL,
  recipient_ref TEXT COLLATE "C" NOT NULL,
  recipient TEXT COLLATE "C" NOT NULL,
  sender_id TEXT COLLATE "C" NOT NULL,
  flags BIGINT NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  media_type TEXT COLLATE "C" NOT NULL,
  market TEXT COLLATE "C" NOT NULL,
  is_group BIGINT NOT NULL,
  fact_authority BIGINT NOT NULL,
  occurred_at BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  hold_id TEXT COLLATE "C" NOT NULL,
  charges TEXT COLLATE "C" NOT NULL,
  amount BIGINT NOT NULL,
  suspended BIGINT NOT NULL,
  PRIMARY KEY (wallet_id, hash, message_id, recipient_ref)
);
CREATE INDEX message_time ON message (wallet_id, occurred_at, hash);

-- canonical_hash finds the message without hashing its id again.
CREATE TABLE message_alias (
  wallet_id TEXT COLLATE "C" NOT NULL,
  hash BIGINT NOT NULL,
  alias_id TEXT COLLATE "C" NOT NULL,
  recipient_ref TEXT COLLATE "C" NOT NULL,
  canonical_id TEXT COLLATE "C" NOT NULL,
  canonical_hash BIGINT NOT NULL,
  PRIMARY KEY (wallet_id, hash, alias_id, recipient_ref)
);

CREATE TABLE contact_window (
  wallet_id TEXT COLLATE "C" NOT NULL,
  sender_id TEXT COLLATE "C" NOT NULL,
  recipient_ref TEXT COLLATE "C" NOT NULL,
  service_from BIGINT NOT NULL,
  service_until BIGINT NOT NULL,
  entry_offered_until BIGINT NOT NULL,
  entry_from BIGINT NOT NULL,
  entry_until BIGINT NOT NULL,
  conversations TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (wallet_id, sender_id, recipient_ref)
);

CREATE TABLE charge (
  wallet_id TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  message_id TEXT COLLATE "C" NOT NULL,
  recipient TEXT COLLATE "C" NOT NULL,
  recipient_ref TEXT COLLATE "C" NOT NULL,
  sender_id TEXT COLLATE "C" NOT NULL,
  trigger TEXT COLLATE "C" NOT NULL,
  instant BIGINT NOT NULL,
  posted_at BIGINT NOT NULL,
  direction TEXT COLLATE "C" NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  media_type TEXT COLLATE "C" NOT NULL,
  market TEXT COLLATE "C" NOT NULL,
  is_group BIGINT NOT NULL,
  whatsapp_fee BIGINT NOT NULL,
  other_fees BIGINT NOT NULL,
  fees TEXT COLLATE "C" NOT NULL,
  rate_card TEXT COLLATE "C" NOT NULL,
  tier_from BIGINT NOT NULL,
  plan_version TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  counted TEXT COLLATE "C" NOT NULL,
  is_correction BIGINT NOT NULL,
  PRIMARY KEY (wallet_id, number, posted_at)
) PARTITION BY RANGE (posted_at);

-- Its charges are (last_charge - charge_count, last_charge]; their instants lie in [first_instant, last_instant].
-- So charges need no second index: they are found through the far fewer entries.
CREATE TABLE journal_entry (
  wallet_id TEXT COLLATE "C" NOT NULL,
  sequence BIGINT NOT NULL,
  previous_hash TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  command_id TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  postings TEXT COLLATE "C" NOT NULL,
  charges_digest TEXT COLLATE "C" NOT NULL,
  facts TEXT COLLATE "C" NOT NULL,
  balance_after BIGINT NOT NULL,
  last_charge BIGINT NOT NULL,
  charge_count BIGINT NOT NULL,
  first_instant BIGINT,
  last_instant BIGINT,
  PRIMARY KEY (wallet_id, sequence)
);
CREATE INDEX journal_entry_at ON journal_entry (wallet_id, at, sequence);
CREATE INDEX journal_entry_instants
  ON journal_entry (wallet_id, last_instant, sequence, first_instant, charge_count, last_charge)
  WHERE last_instant IS NOT NULL;
-- The few whose charges lie more than an hour apart, so that a search need not go through all later ones.
CREATE INDEX journal_entry_wide
  ON journal_entry (wallet_id, last_instant, sequence, first_instant, charge_count, last_charge)
  WHERE last_instant - first_instant > 3600000;

CREATE TABLE usage_rollup (
  wallet_id TEXT COLLATE "C" NOT NULL,
  cuboid TEXT COLLATE "C" NOT NULL,
  grain TEXT COLLATE "C" NOT NULL,
  bucket BIGINT NOT NULL,
  sender_id TEXT COLLATE "C" NOT NULL,
  market TEXT COLLATE "C" NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  direction TEXT COLLATE "C" NOT NULL,
  media_type TEXT COLLATE "C" NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  sent BIGINT NOT NULL,
  received BIGINT NOT NULL,
  delivered BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  paid BIGINT NOT NULL,
  free BIGINT NOT NULL,
  whatsapp_fees BIGINT NOT NULL,
  other_fees BIGINT NOT NULL,
  PRIMARY KEY (wallet_id, cuboid, grain, bucket, sender_id, market, category, type, direction, media_type, channel)
);

CREATE TABLE suspended (
  wallet_id TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  hash BIGINT NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  event TEXT COLLATE "C" NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (wallet_id, key)
);
CREATE INDEX suspended_hash ON suspended (wallet_id, hash);
CREATE INDEX suspended_order ON suspended (wallet_id, received_at, key);
CREATE INDEX suspended_everywhere ON suspended (received_at, wallet_id, key);

CREATE TABLE top_up (
  wallet_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  method TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  amount BIGINT NOT NULL,
  bonus BIGINT NOT NULL,
  fee BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  refunded BIGINT NOT NULL,
  reference TEXT COLLATE "C" NOT NULL,
  grant_id TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  bonus_expires_at BIGINT,
  coupon_code TEXT COLLATE "C" NOT NULL,
  failure_reason TEXT COLLATE "C" NOT NULL,
  provider TEXT COLLATE "C" NOT NULL,
  provider_reference TEXT COLLATE "C" NOT NULL,
  checkout_url TEXT COLLATE "C" NOT NULL,
  expires_at BIGINT,
  sequence BIGINT NOT NULL,
  PRIMARY KEY (wallet_id, id)
);
CREATE INDEX top_up_time ON top_up (wallet_id, created_at, id);

-- The row number is the order of the commits.
CREATE TABLE outbox (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  topic TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  payload TEXT COLLATE "C" NOT NULL
);

CREATE TABLE replay (
  wallet_id TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  fingerprint TEXT COLLATE "C" NOT NULL,
  status BIGINT NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  keep_until BIGINT,
  PRIMARY KEY (wallet_id, key)
);
CREATE INDEX replay_expiry ON replay (keep_until) WHERE keep_until IS NOT NULL;
CREATE INDEX top_up_status ON top_up (wallet_id, status, created_at, id);
CREATE INDEX top_up_sequence ON top_up (wallet_id, sequence);
CREATE INDEX top_up_pending ON top_up (expires_at, wallet_id, id) WHERE status = 'pending';

CREATE TABLE held_messages (
  wallet_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  units BIGINT NOT NULL
);

CREATE TABLE sender_last_message (
  wallet_id TEXT COLLATE "C" NOT NULL,
  sender_id TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (wallet_id, sender_id)
);

-- Which process does the work that only one of them does at a time.
CREATE TABLE sweep_lease (
  name TEXT COLLATE "C" PRIMARY KEY,
  holder TEXT COLLATE "C" NOT NULL,
  until BIGINT NOT NULL
);
`

/**
 * Version 2: each group that writes to a wallet counts its revision on, so that one who read before and writes after knows
 * that nobody came between. Rule PG-14.
 */
const REVISIONS = "ALTER TABLE wallet ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;"

/** Version 3: the wallet's id leads the key of the outbox too. A number alone still says the order. Rule PG-1. */
const OUTBOX_WALLETS = `
ALTER TABLE outbox ADD COLUMN wallet_id TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE outbox SET wallet_id = coalesce(payload::json ->> 'walletId', '');
ALTER TABLE outbox DROP CONSTRAINT outbox_pkey, DROP CONSTRAINT outbox_id_key;
ALTER TABLE outbox ADD PRIMARY KEY (wallet_id, id);
CREATE INDEX outbox_number ON outbox (number);
CREATE INDEX outbox_id ON outbox (id);
`

/** Version 4: what was given back of a top-up and what is disputed; those of which the provider has yet to say how it ends. */
const GIVEN_BACK = `
ALTER TABLE wallet ADD COLUMN suspended_by TEXT COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE top_up
  ADD COLUMN sender_id TEXT COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN tax_included BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN refunds TEXT COLLATE "C" NOT NULL DEFAULT '[]',
  ADD COLUMN disputes TEXT COLLATE "C" NOT NULL DEFAULT '[]',
  ADD COLUMN is_unsettled BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN payment_reference TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX top_up_unsettled ON top_up (wallet_id, id) WHERE is_unsettled = 1;
`

/** All migrations of the wallet tables, the first is version 1. */
export const POSTGRES_WALLET_MIGRATIONS: readonly Migration[] = [FIRST, REVISIONS, OUTBOX_WALLETS, GIVEN_BACK]
