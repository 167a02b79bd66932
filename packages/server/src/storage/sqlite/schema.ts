import type { Migration } from "../migrations.ts"

/**
 * Version 1 of the wallet tables. The wallet's id leads every key. Amounts are 64-bit micros; instants are
 * milliseconds. STRICT refuses a value of another type, a fraction among them.
 */
const FIRST = `
CREATE TABLE wallet (
  id TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  status TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  balance INTEGER NOT NULL,
  held INTEGER NOT NULL,
  overdraft_limit INTEGER NOT NULL,
  low_balance_threshold INTEGER,
  credit_name TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  head TEXT NOT NULL,
  last_entry_at INTEGER NOT NULL,
  last_charge INTEGER NOT NULL,
  recipient_key TEXT NOT NULL,
  next_due_at INTEGER,
  rollup_zone TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX wallet_due ON wallet (next_due_at, id) WHERE next_due_at IS NOT NULL;

CREATE TABLE account (
  wallet_id TEXT NOT NULL,
  key TEXT NOT NULL,
  balance INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE grant_lot (
  wallet_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  amount INTEGER NOT NULL,
  remaining INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  expires_at INTEGER,
  created_at INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (wallet_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX grant_open ON grant_lot (wallet_id, sequence, id) WHERE remaining > 0;

CREATE TABLE allotment (
  wallet_id TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  amount INTEGER NOT NULL,
  may_use_shared INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, sender_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE hold (
  wallet_id TEXT NOT NULL,
  id TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  state TEXT NOT NULL,
  lines TEXT NOT NULL,
  held_own INTEGER NOT NULL,
  held_shared INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  PRIMARY KEY (wallet_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_open ON hold (wallet_id, expires_at, id) WHERE state = 'open';

CREATE TABLE hold_message (
  wallet_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  hold_id TEXT NOT NULL,
  PRIMARY KEY (wallet_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
  wallet_id TEXT NOT NULL,
  month INTEGER NOT NULL,
  key TEXT NOT NULL,
  used INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, month, key)
) STRICT, WITHOUT ROWID;

-- Hashes come in no order: rows are kept in order of arrival, so that only the index of the key is written all over.
CREATE TABLE message (
  wallet_id TEXT NOT NULL,
  hash INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  recipient_ref TEXT NOT NULL,
  recipient TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  flags INTEGER NOT NULL,
  category TEXT NOT NULL,
  type TEXT NOT NULL,
  channel TEXT NOT NULL,
  media_type TEXT NOT NULL,
  market TEXT NOT NULL,
  is_group INTEGER NOT NULL,
  fact_authority INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  delivered_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  hold_id TEXT NOT NULL,
  charges TEXT NOT NULL,
  amount INTEGER NOT NULL,
  suspended INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, hash, message_id, recipient_ref)
) STRICT;
CREATE INDEX message_time ON message (wallet_id, occurred_at, hash);

-- canonical_hash finds the message without hashing its id again.
CREATE TABLE message_alias (
  wallet_id TEXT NOT NULL,
  hash INTEGER NOT NULL,
  alias_id TEXT NOT NULL,
  recipient_ref TEXT NOT NULL,
  canonical_id TEXT NOT NULL,
  canonical_hash INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, hash, alias_id, recipient_ref)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_window (
  wallet_id TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  recipient_ref TEXT NOT NULL,
  service_from INTEGER NOT NULL,
  service_until INTEGER NOT NULL,
  entry_offered_until INTEGER NOT NULL,
  entry_from INTEGER NOT NULL,
  entry_until INTEGER NOT NULL,
  conversations TEXT NOT NULL,
  PRIMARY KEY (wallet_id, sender_id, recipient_ref)
) STRICT, WITHOUT ROWID;

CREATE TABLE charge (
  wallet_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  recipient TEXT NOT NULL,
  recipient_ref TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  trigger TEXT NOT NULL,
  instant INTEGER NOT NULL,
  posted_at INTEGER NOT NULL,
  direction TEXT NOT NULL,
  category TEXT NOT NULL,
  type TEXT NOT NULL,
  channel TEXT NOT NULL,
  media_type TEXT NOT NULL,
  market TEXT NOT NULL,
  is_group INTEGER NOT NULL,
  whatsapp_fee INTEGER NOT NULL,
  other_fees INTEGER NOT NULL,
  fees TEXT NOT NULL,
  rate_card TEXT NOT NULL,
  tier_from INTEGER NOT NULL,
  plan_version TEXT NOT NULL,
  reason TEXT NOT NULL,
  counted TEXT NOT NULL,
  is_correction INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, number)
) STRICT, WITHOUT ROWID;

-- Its charges are (last_charge - charge_count, last_charge]; their instants lie in [first_instant, last_instant].
-- So charges need no second index: they are found through the far fewer entries.
CREATE TABLE journal_entry (
  wallet_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  at INTEGER NOT NULL,
  command_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  postings TEXT NOT NULL,
  charges_digest TEXT NOT NULL,
  facts TEXT NOT NULL,
  balance_after INTEGER NOT NULL,
  last_charge INTEGER NOT NULL,
  charge_count INTEGER NOT NULL,
  first_instant INTEGER,
  last_instant INTEGER,
  PRIMARY KEY (wallet_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_entry_at ON journal_entry (wallet_id, at, sequence);
CREATE INDEX journal_entry_instants
  ON journal_entry (wallet_id, last_instant, sequence, first_instant, charge_count, last_charge)
  WHERE last_instant IS NOT NULL;
-- The few whose charges lie more than an hour apart, so that a search need not go through all later ones.
CREATE INDEX journal_entry_wide
  ON journal_entry (wallet_id, last_instant, sequence, first_instant, charge_count, last_charge)
  WHERE last_instant - first_instant > 3600000;

CREATE TABLE usage_rollup (
  wallet_id TEXT NOT NULL,
  cuboid TEXT NOT NULL,
  grain TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  category TEXT NOT NULL,
  type TEXT NOT NULL,
  direction TEXT NOT NULL,
  media_type TEXT NOT NULL,
  channel TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  market TEXT NOT NULL,
  sent INTEGER NOT NULL,
  received INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  paid INTEGER NOT NULL,
  free INTEGER NOT NULL,
  whatsapp_fees INTEGER NOT NULL,
  other_fees INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, cuboid, grain, bucket, category, type, direction, media_type, channel, sender_id, market)
) STRICT, WITHOUT ROWID;

CREATE TABLE suspended (
  wallet_id TEXT NOT NULL,
  key TEXT NOT NULL,
  hash INTEGER NOT NULL,
  reason TEXT NOT NULL,
  event TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX suspended_hash ON suspended (wallet_id, hash);
CREATE INDEX suspended_order ON suspended (wallet_id, received_at, key);
CREATE INDEX suspended_everywhere ON suspended (received_at, wallet_id, key);

CREATE TABLE top_up (
  wallet_id TEXT NOT NULL,
  id TEXT NOT NULL,
  method TEXT NOT NULL,
  status TEXT NOT NULL,
  amount INTEGER NOT NULL,
  bonus INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  tax INTEGER NOT NULL,
  refunded INTEGER NOT NULL,
  reference TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX top_up_time ON top_up (wallet_id, created_at, id);

-- The row number is the order of the commits.
CREATE TABLE outbox (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  topic TEXT NOT NULL,
  at INTEGER NOT NULL,
  payload TEXT NOT NULL
) STRICT;

CREATE TABLE replay (
  wallet_id TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  keep_until INTEGER,
  PRIMARY KEY (wallet_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX replay_expiry ON replay (keep_until) WHERE keep_until IS NOT NULL;
`

/** Version 2: checkouts and auto-recharge. What was there before is all by hand. */
const PAYMENTS = `
ALTER TABLE wallet ADD COLUMN recharge TEXT;
ALTER TABLE top_up ADD COLUMN source TEXT NOT NULL DEFAULT 'operator';
ALTER TABLE top_up ADD COLUMN bonus_expires_at INTEGER;
ALTER TABLE top_up ADD COLUMN coupon_code TEXT NOT NULL DEFAULT '';
ALTER TABLE top_up ADD COLUMN failure_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE top_up ADD COLUMN provider TEXT NOT NULL DEFAULT '';
ALTER TABLE top_up ADD COLUMN provider_reference TEXT NOT NULL DEFAULT '';
ALTER TABLE top_up ADD COLUMN checkout_url TEXT NOT NULL DEFAULT '';
ALTER TABLE top_up ADD COLUMN expires_at INTEGER;
ALTER TABLE top_up ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
CREATE INDEX top_up_status ON top_up (wallet_id, status, created_at, id);
CREATE INDEX top_up_sequence ON top_up (wallet_id, sequence);
CREATE INDEX top_up_pending ON top_up (expires_at, wallet_id, id) WHERE status = 'pending';
`

/** Version 3: what summaries tell of open holds and of each number, without counting all of them. */
const LIVE_COUNTS = `
CREATE TABLE held_messages (
  wallet_id TEXT NOT NULL PRIMARY KEY,
  units INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO held_messages (wallet_id, units)
  SELECT hold.wallet_id, SUM(line.value ->> 4) FROM hold, json_each(hold.lines) AS line
  WHERE hold.state = 'open' GROUP BY hold.wallet_id;

CREATE TABLE sender_last_message (
  wallet_id TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, sender_id)
) STRICT, WITHOUT ROWID;
INSERT INTO sender_last_message (wallet_id, sender_id, at)
  SELECT wallet_id, sender_id, MAX(MAX(occurred_at, delivered_at)) FROM message GROUP BY wallet_id, sender_id;
`

/**
 * Version 4: within a bucket, sums by number, then by market, then by kind. One number's rows then lie together, and sums by
 * number or market come out in the order of the key. And quarter hours by kind: a day of them by number and market too is tens
 * of thousands of rows.
 */
const ROLLUP_ORDER = `
ALTER TABLE usage_rollup RENAME TO usage_rollup_before;
CREATE TABLE usage_rollup (
  wallet_id TEXT NOT NULL,
  cuboid TEXT NOT NULL,
  grain TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  sender_id TEXT NOT NULL,
  market TEXT NOT NULL,
  category TEXT NOT NULL,
  type TEXT NOT NULL,
  direction TEXT NOT NULL,
  media_type TEXT NOT NULL,
  channel TEXT NOT NULL,
  sent INTEGER NOT NULL,
  received INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  paid INTEGER NOT NULL,
  free INTEGER NOT NULL,
  whatsapp_fees INTEGER NOT NULL,
  other_fees INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, cuboid, grain, bucket, sender_id, market, category, type, direction, media_type, channel)
) STRICT, WITHOUT ROWID;
INSERT INTO usage_rollup
  SELECT wallet_id, cuboid, grain, bucket, sender_id, market, category, type, direction, media_type, channel,
    sent, received, delivered, failed, paid, free, whatsapp_fees, other_fees
  FROM usage_rollup_before
  ORDER BY wallet_id, cuboid, grain, bucket, sender_id, market, category, type, direction, media_type, channel;
DROP TABLE usage_rollup_before;
INSERT INTO usage_rollup
  SELECT wallet_id, 'kind', grain, bucket, '', '', category, type, direction, media_type, channel,
    SUM(sent), SUM(received), SUM(delivered), SUM(failed), SUM(paid), SUM(free), SUM(whatsapp_fees), SUM(other_fees)
  FROM usage_rollup WHERE cuboid = 'all' AND grain = 'quarter'
  GROUP BY wallet_id, grain, bucket, category, type, direction, media_type, channel;
`

/**
 * Version 5: where charges and entries lie that are in the archive. By its last number, the segment of any of them is one step
 * away.
 */
const ARCHIVE = `
CREATE TABLE archive_segment (
  wallet_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  first_number INTEGER NOT NULL,
  last_number INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  first_instant INTEGER,
  last_instant INTEGER,
  last_charge INTEGER NOT NULL,
  last_hash TEXT NOT NULL,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  archived_at INTEGER NOT NULL,
  PRIMARY KEY (wallet_id, kind, last_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX archive_segment_at ON archive_segment (wallet_id, kind, first_at, last_number);
`

/** Version 6: whose an outbox row is, as in every other table. */
const OUTBOX_WALLETS = `
ALTER TABLE outbox ADD COLUMN wallet_id TEXT NOT NULL DEFAULT '';
UPDATE outbox SET wallet_id = coalesce(payload ->> 'walletId', '');
`

/**
 * Version 7: what was given back of a top-up and what is disputed, as lists; those of which the provider has yet to say how it
 * ends are found by an index.
 */
const GIVEN_BACK = `
ALTER TABLE wallet ADD COLUMN suspended_by TEXT NOT NULL DEFAULT '[]';
ALTER TABLE top_up ADD COLUMN sender_id TEXT NOT NULL DEFAULT '';
ALTER TABLE top_up ADD COLUMN tax_included INTEGER NOT NULL DEFAULT 0;
ALTER TABLE top_up ADD COLUMN refunds TEXT NOT NULL DEFAULT '[]';
ALTER TABLE top_up ADD COLUMN disputes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE top_up ADD COLUMN is_unsettled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE top_up ADD COLUMN payment_reference TEXT NOT NULL DEFAULT '';
CREATE INDEX top_up_unsettled ON top_up (wallet_id, id) WHERE is_unsettled = 1;
`

export const WALLET_MIGRATIONS: readonly Migration[] = [
  FIRST,
  PAYMENTS,
  LIVE_COUNTS,
  ROLLUP_ORDER,
  ARCHIVE,
  OUTBOX_WALLETS,
  GIVEN_BACK,
]
