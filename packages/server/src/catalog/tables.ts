import {
  flag,
  integer,
  json,
  micros,
  optionalInteger,
  optionalMicros,
  optionalText,
  text,
} from "../storage/sql/column.ts"
import { table, type Columns, type Table } from "../storage/sql/table.ts"
import type {
  ApiKey,
  Assignment,
  Coupon,
  Customer,
  CustomerChange,
  IngestToken,
  IntakeEvent,
  LinkPayment,
  Partner,
  PaymentLink,
  Plan,
  PlanVersionRecord,
  RateCardRecord,
  Redemption,
  ReportedTier,
  SandboxPayment,
  Sender,
  WalletPlace,
} from "./records.ts"
import type { Delivery, JournalCursor, WebhookEndpoint } from "./delivery-records.ts"
import type { Invoice, TopUpPriceLines } from "./invoice-records.ts"

export const PARTNER: Table<Partner> = table<Partner>("partner", ["id"], {
  id: text(),
  name: text(),
  status: text(),
  allowedOrigins: json(),
  overdraftMax: micros,
  supportEmail: optionalText,
  fingerprint: text(),
  createdAt: integer,
  updatedAt: integer,
})

export const API_KEY: Table<ApiKey> = table<ApiKey>("api_key", ["id"], {
  id: text(),
  kind: text(),
  partnerId: optionalText,
  walletId: optionalText,
  name: text(),
  hash: text(),
  hint: text(),
  createdAt: integer,
  revokedAt: optionalInteger,
})

export const INGEST_TOKEN: Table<IngestToken> = table<IngestToken>("ingest_token", ["id"], {
  id: text(),
  partnerId: text(),
  name: text(),
  hash: text(),
  hint: text(),
  createdAt: integer,
  revokedAt: optionalInteger,
})

export const CUSTOMER: Table<Customer> = table<Customer>("customer", ["id"], {
  id: text(),
  partnerId: text(),
  name: text(),
  timezone: text(),
  locale: text(),
  contact: json(),
  billingAddress: json(),
  taxId: optionalText,
  taxExemption: optionalText,
  fingerprint: text(),
  createdAt: integer,
  updatedAt: integer,
})

export const CUSTOMER_CHANGE: Table<CustomerChange> = table<CustomerChange>("customer_change", ["id"], {
  id: text(),
  customerId: text(),
  at: integer,
  changedBy: json(),
  changes: json(),
})

/** `wallet_id` is the table's key here, and a field of the record. */
export const WALLET_PLACE: Table<WalletPlace> = table<WalletPlace>("wallet_place", ["wallet_id"], {
  walletId: text(),
  customerId: text(),
  partnerId: text(),
  currency: text(),
  isClosed: flag,
  createdAt: integer,
})

export const SENDER: Table<Sender> = table<Sender>("sender", ["id"], {
  id: text(),
  partnerId: text(),
  walletId: text(),
  phoneNumber: text(),
  wabaId: optionalText,
  gupshupAppId: optionalText,
  timezone: optionalText,
  defaultChannel: text(),
  mmLite: json(),
  capOverrides: json(),
  displayName: optionalText,
  createdAt: integer,
  updatedAt: integer,
})

export const ASSIGNMENT: Table<Assignment> = table<Assignment>(
  "sender_assignment",
  ["sender_id", "from_at"],
  {
    senderId: text(),
    walletId: text(),
    fromAt: integer,
    toAt: optionalInteger,
  },
)

export const PLAN: Table<Plan> = table<Plan>("plan", ["id"], {
  id: text(),
  partnerId: optionalText,
  basePlanId: optionalText,
  name: text(),
  currency: text(),
  fingerprint: text(),
  createdAt: integer,
})

export const PLAN_VERSION: Table<PlanVersionRecord> = table<PlanVersionRecord>(
  "plan_version",
  ["plan_id", "effective_from"],
  { planId: text(), effectiveFrom: text(), definition: text(), fingerprint: text(), createdAt: integer },
)

export const RATE_CARD: Table<RateCardRecord> = table<RateCardRecord>(
  "rate_card",
  ["id", "currency", "effective_from"],
  {
    id: text(),
    currency: text(),
    effectiveFrom: text(),
    content: text(),
    fingerprint: text(),
    createdAt: integer,
  },
)

/** `from` is a word of SQL, and `updatedAt` is Meta's own time: the columns have other names. */
export interface ReportedTierRow extends Omit<ReportedTier, "from" | "updatedAt"> {
  readonly fromNumber: number
  readonly toldAt: number
}
export const REPORTED_TIER: Table<ReportedTierRow> = table<ReportedTierRow>(
  "reported_tier",
  ["waba_id", "effective_month", "region", "category", "from_number"],
  {
    wabaId: text(),
    effectiveMonth: text(),
    region: text(),
    category: text(),
    fromNumber: integer,
    toldAt: integer,
    arrivedAt: integer,
  },
)

export const INTAKE_EVENT: Table<IntakeEvent> = table<IntakeEvent>("intake_event", ["key"], {
  key: text(),
  sender: text(),
  partnerId: optionalText,
  event: text(),
  receivedAt: integer,
})

/** The column `confirmed` counts what was credited, and is no field of the record. */
export const COUPON_COLUMNS: Columns<Coupon> = {
  code: text(),
  codeKey: text(),
  kind: text(),
  value: micros,
  maxBonus: optionalMicros,
  minTopUp: optionalMicros,
  currency: optionalText,
  partnerId: optionalText,
  customerId: optionalText,
  expiresAt: optionalInteger,
  maxRedemptions: optionalInteger,
  perCustomer: optionalInteger,
  grantExpiresInDays: optionalInteger,
  fingerprint: text(),
  createdAt: integer,
}
export const COUPON: Table<Coupon> = table<Coupon>("coupon", ["code_key"], COUPON_COLUMNS)

export const REDEMPTION: Table<Redemption> = table<Redemption>("coupon_redemption", ["top_up_id"], {
  topUpId: text(),
  codeKey: text(),
  walletId: text(),
  customerId: text(),
  state: text(),
  bonus: micros,
  bonusExpiresAt: optionalInteger,
  reservedAt: integer,
  lapsesAt: integer,
})

export const SANDBOX_PAYMENT: Table<SandboxPayment> = table<SandboxPayment>("sandbox_payment", ["id"], {
  id: text(),
  topUpId: text(),
  paymentOrder: text(),
  state: text(),
  reason: text(),
  givenBack: text(),
  createdAt: integer,
  updatedAt: integer,
})

export const PAYMENT_LINK: Table<PaymentLink> = table<PaymentLink>("payment_link", ["id"], {
  id: text(),
  walletId: text(),
  secretHash: text(),
  origin: text(),
  amount: optionalMicros,
  note: optionalText,
  expiresAt: integer,
  maxPayments: optionalInteger,
  senderId: text(),
  takesCoupon: flag,
  revokedAt: optionalInteger,
  createdAt: integer,
})

export const LINK_PAYMENT: Table<LinkPayment> = table<LinkPayment>("link_payment", ["reference"], {
  reference: text(),
  linkId: text(),
  topUpId: text(),
  state: text(),
  startedAt: integer,
})

export const INVOICE: Table<Invoice> = table<Invoice>("invoice", ["id"], {
  id: text(),
  issuerId: text(),
  series: text(),
  year: integer,
  sequence: integer,
  number: text(),
  kind: text(),
  walletId: text(),
  topUpId: text(),
  correctsId: optionalText,
  content: json(),
  issuedAt: integer,
})

export const TOP_UP_PRICE: Table<TopUpPriceLines> = table<TopUpPriceLines>("top_up_price", ["top_up_id"], {
  topUpId: text(),
  walletId: text(),
  feeLabel: optionalText,
  taxLines: json(),
  treatment: json(),
})

export const WEBHOOK_ENDPOINT: Table<WebhookEndpoint> = table<WebhookEndpoint>("webhook_endpoint", ["id"], {
  id: text(),
  ownerId: text(),
  url: text(),
  events: json(),
  description: text(),
  status: text(),
  disabledReason: text(),
  failingSince: optionalInteger,
  createdAt: integer,
  updatedAt: integer,
})

export const DELIVERY: Table<Delivery> = table<Delivery>("delivery", ["id"], {
  id: text(),
  ownerId: text(),
  kind: text(),
  target: text(),
  eventId: text(),
  topic: text(),
  walletId: text(),
  customerId: text(),
  body: text(),
  status: text(),
  attempts: integer,
  dueAt: integer,
  claim: text(),
  responseStatus: integer,
  response: text(),
  fault: text(),
  createdAt: integer,
  updatedAt: integer,
})

export const JOURNAL_CURSOR: Table<JournalCursor> = table<JournalCursor>(
  "journal_cursor",
  ["owner_id", "topic", "wallet_id"],
  { ownerId: text(), topic: text(), walletId: text(), number: integer, at: integer },
)
