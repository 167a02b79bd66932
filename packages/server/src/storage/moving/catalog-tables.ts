import type { Coupon } from "../../catalog/records.ts"
import {
  API_KEY,
  ASSIGNMENT,
  COUPON_COLUMNS,
  CUSTOMER,
  CUSTOMER_CHANGE,
  INGEST_TOKEN,
  INTAKE_EVENT,
  INVOICE,
  LINK_PAYMENT,
  PARTNER,
  PAYMENT_LINK,
  PLAN,
  PLAN_VERSION,
  RATE_CARD,
  REDEMPTION,
  REPORTED_TIER,
  SANDBOX_PAYMENT,
  SENDER,
  TOP_UP_PRICE,
  WALLET_PLACE,
  WEBHOOK_ENDPOINT,
} from "../../catalog/tables.ts"
import { ISSUER_SETTING_PREFIX } from "../../catalog/issuer-setting.ts"
import { NOTICES_SETTING_PREFIX } from "../../mail/mail-notices.ts"
import { integer, optionalInteger, optionalText, text } from "../sql/column.ts"
import { table, type Table } from "../sql/table.ts"
import { movedTable, type MovedTable } from "./moved-table.ts"

interface SettingRow {
  readonly name: string
  readonly value: string
}
const SETTING: Table<SettingRow> = table<SettingRow>("setting", ["name"], { name: text(), value: text() })

interface ReplayRow {
  readonly key: string
  readonly fingerprint: string
  readonly claimedAt: number
  readonly keepUntil: number | null
  readonly status: number | null
  readonly body: string | null
}
const REPLAY: Table<ReplayRow> = table<ReplayRow>("catalog_replay", ["key"], {
  key: text(),
  fingerprint: text(),
  claimedAt: integer,
  keepUntil: optionalInteger,
  status: optionalInteger,
  body: optionalText,
})

/** With the count of what was credited, which is no field of the record. */
type CouponRow = Coupon & { readonly confirmed: number }
const COUPON: Table<CouponRow> = table<CouponRow>("coupon", ["code_key"], {
  ...COUPON_COLUMNS,
  confirmed: integer,
})

/**
 * All tables of the catalog, in the order in which they are exported: what a row names comes before it, and keys come when
 * all that they open is there.
 */
export const CATALOG_TABLES: readonly MovedTable[] = [
  movedTable("partner", PARTNER, ["id"], ["support_email"]),
  movedTable("customer", CUSTOMER, ["id"], ["tax_id", "tax_exemption"]),
  movedTable("customer_change", CUSTOMER_CHANGE, ["id"]),
  movedTable("plan", PLAN, ["id"], ["partner_id", "base_plan_id"]),
  movedTable("plan_version", PLAN_VERSION, ["plan_id", "effective_from"]),
  movedTable("rate_card", RATE_CARD, ["id", "currency", "effective_from"]),
  movedTable("reported_tier", REPORTED_TIER, [
    "waba_id",
    "effective_month",
    "region",
    "category",
    "from_number",
  ]),
  movedTable("setting", SETTING, ["name"]),
  movedTable(
    "coupon",
    COUPON,
    ["code_key"],
    [
      "max_bonus",
      "min_top_up",
      "currency",
      "partner_id",
      "customer_id",
      "expires_at",
      "max_redemptions",
      "per_customer",
      "grant_expires_in_days",
    ],
  ),
  // By coupon, as each has its own place on Workers; and as they lie in an index.
  movedTable("coupon_redemption", REDEMPTION, ["code_key", "customer_id", "top_up_id"], ["bonus_expires_at"]),
  movedTable("wallet_place", WALLET_PLACE, ["wallet_id"]),
  movedTable("sender", SENDER, ["id"], ["waba_id", "gupshup_app_id", "timezone", "display_name"]),
  movedTable("sender_assignment", ASSIGNMENT, ["sender_id", "from_at"], ["to_at"]),
  movedTable("payment_link", PAYMENT_LINK, ["id"], ["amount", "note", "max_payments", "revoked_at"]),
  movedTable("link_payment", LINK_PAYMENT, ["reference"]),
  movedTable("sandbox_payment", SANDBOX_PAYMENT, ["id"]),
  movedTable("top_up_price", TOP_UP_PRICE, ["top_up_id"], ["fee_label"]),
  // By issuer, as each has its own place on Workers; by number, so that one number is never two invoices'.
  movedTable("invoice", INVOICE, ["issuer_id", "series", "year", "sequence"], ["corrects_id"]),
  // Their secrets are settings. Deliveries stay: the server that has them sends them.
  movedTable("webhook_endpoint", WEBHOOK_ENDPOINT, ["id"], ["failing_since"]),
  movedTable("intake_event", INTAKE_EVENT, ["key"], ["partner_id"]),
  movedTable("catalog_replay", REPLAY, ["key"], ["keep_until", "status", "body"]),
  movedTable("ingest_token", INGEST_TOKEN, ["id"], ["revoked_at"]),
  movedTable("api_key", API_KEY, ["id"], ["partner_id", "wallet_id", "revoked_at"]),
]

export const CATALOG_TABLE_OF: ReadonlyMap<string, MovedTable> = new Map(
  CATALOG_TABLES.map((one) => [one.name, one]),
)

/** Tables whose rows change by themselves: what is there already stays, and is no contradiction. */
export const KEPT_TABLES: ReadonlySet<string> = new Set([
  "setting",
  "reported_tier",
  "webhook_endpoint",
  "intake_event",
  "catalog_replay",
])

const OPEN_SETTINGS: ReadonlySet<string> = new Set(["demo", "first_operator_key", "checkout"])

/** Whether a setting is no secret. Any other leaves the store only where secrets are asked for. */
export function isOpenSetting(name: string): boolean {
  if (OPEN_SETTINGS.has(name)) return true
  return name.startsWith(ISSUER_SETTING_PREFIX) || name.startsWith(NOTICES_SETTING_PREFIX)
}
