import fc from "fast-check"
import type { Allowance, Cap, FeeCondition, FeeRule, PlanVersion } from "../pricing/plan.ts"
import type { SenderFacts } from "../pricing/sender-facts.ts"
import {
  CATEGORIES,
  CHANNELS,
  MEDIA_TYPES,
  TRIGGERS,
  type Category,
  type UsageEvent,
} from "../pricing/usage-event.ts"
import type { RateCard, RateTier } from "../rates/rate-card.ts"
import { dayOf, NOW } from "./builders.ts"
import { KATHMANDU, KOLKATA, LORD_HOWE, NEW_YORK } from "./zones.ts"

/** Days on which things begin in random worlds: around the changes of 2025-07-01 and 2026-10-01, and two more months. */
const DAYS = ["2025-07-01", "2026-09-15", "2026-09-30", "2026-10-01", "2026-10-20", "2026-11-01"].map(dayOf)
/** India never moved; Bangladesh has a market of its own since 2026-10-01; Nowhere is on no card and in no table. */
const MARKETS = ["India", "Bangladesh", "Rest of Asia Pacific", "Brazil"]
const RECIPIENTS = ["919876543210", "8801712345678", "5511987654321"]
const HOUR_MS = 3_600_000

export const SENDERS: readonly SenderFacts[] = [
  {
    id: "s1",
    zone: KOLKATA,
    defaultChannel: "cloud_api",
    capOverrides: { cap1: 2_500 },
    tierReports: [
      {
        region: "INDIA",
        category: "utility",
        from: 3,
        month: 2026 * 12 + 9,
        updatedAt: Date.UTC(2026, 9, 5),
      },
      {
        region: "India",
        category: "utility",
        from: 6,
        month: 2026 * 12 + 9,
        updatedAt: Date.UTC(2026, 9, 20),
      },
    ],
  },
  { id: "s2", zone: NEW_YORK, defaultChannel: "mm_lite" },
  { id: "s3", zone: LORD_HOWE, defaultChannel: "cloud_api", capOverrides: { cap2: 0 } },
]

export const ZONES = [KOLKATA, KATHMANDU, NEW_YORK, LORD_HOWE] as const

const category = fc.constantFrom<Category>(
  "marketing",
  "utility",
  "utility",
  "utility",
  "service",
  "authentication",
  "referral_conversion",
)

/** The key with a value, `often` times out of `often + 1`. */
function optional<T>(key: string, value: fc.Arbitrary<T>, often = 1): fc.Arbitrary<object> {
  return fc
    .option(value, { nil: undefined, freq: often + 1 })
    .map((one) => (one === undefined ? {} : { [key]: one }))
}

function merged(...parts: fc.Arbitrary<object>[]): fc.Arbitrary<object> {
  return fc.tuple(...parts).map((all) => Object.assign({}, ...all) as object)
}

const condition: fc.Arbitrary<FeeCondition> = merged(
  optional("category", fc.uniqueArray(category, { minLength: 1, maxLength: 3 })),
  optional("market", fc.uniqueArray(fc.constantFrom(...MARKETS), { minLength: 1, maxLength: 2 })),
  optional("channel", fc.constantFrom(["cloud_api"], ["mm_lite"])),
  optional("direction", fc.constantFrom(["outbound"], ["inbound"])),
)

const feeRule: fc.Arbitrary<FeeRule> = fc
  .record({
    isPercent: fc.boolean(),
    amount: fc.bigInt({ min: 0n, max: 2_000n }),
    percent: fc.bigInt({ min: 0n, max: 250_000n }),
    on: fc.subarray([...TRIGGERS], { minLength: 1 }),
    rest: merged(optional("when", condition), optional("capId", fc.constantFrom("cap1", "cap2"))),
  })
  .map(({ isPercent, amount, percent, on, rest }) =>
    isPercent
      ? {
          kind: "percent",
          label: "share",
          group: "fees",
          percent,
          of: "whatsapp_fee",
          on: ["delivered"],
          ...rest,
        }
      : { kind: "per_message", label: "each", group: "fees", amount, on, ...rest },
  )

const allowance: fc.Arbitrary<Allowance> = fc
  .record({
    id: fc.constantFrom("a1", "a2"),
    category: fc.uniqueArray(category, { minLength: 1, maxLength: 3 }),
    quantity: fc.nat({ max: 3 }),
    per: fc.constantFrom("sender", "wallet"),
    basis: fc.constantFrom("meta", "plan"),
    from: optional("fromDay", fc.constantFrom(...DAYS)),
  })
  .map(({ from, ...rest }) => ({ ...rest, ...from }))

const caps: fc.Arbitrary<Cap[]> = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 6_000n }),
    fc.bigInt({ min: 0n, max: 6_000n }),
    fc.constantFrom("sender", "wallet"),
  )
  .map(([one, two, per]) => [
    { id: "cap1", amount: one, per: "sender" },
    { id: "cap2", amount: two, per },
  ])

const version: fc.Arbitrary<PlanVersion> = fc.record({
  planId: fc.constant("plan"),
  fromDay: fc.constant(0),
  currency: fc.constant("USD"),
  rateCard: fc.constantFrom("mine", "mine", "mine", "mine", "other", "absent"),
  volumeTiers: fc.constantFrom("list", "counted", "counted", "reported"),
  fees: fc.array(feeRule, { maxLength: 4, size: "max" }),
  allowances: fc.array(allowance, { maxLength: 2, size: "max" }),
  caps,
})

/** One to three versions of a plan, each from a day of its own; the first mostly long ago. */
export const planVersions: fc.Arbitrary<PlanVersion[]> = fc
  .tuple(
    fc.constantFrom(Number.NEGATIVE_INFINITY, dayOf("2025-01-01"), dayOf("2026-09-29")),
    fc.array(version, { minLength: 1, maxLength: 3 }),
  )
  .chain(([first, all]) =>
    fc
      .shuffledSubarray(DAYS.slice(2), { minLength: all.length - 1, maxLength: all.length - 1 })
      .map((days) => all.map((one, place) => ({ ...one, fromDay: place === 0 ? first : days[place - 1]! }))),
  )

const tiers: fc.Arbitrary<RateTier[]> = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 20_000n }),
    fc.array(fc.bigInt({ min: 0n, max: 20_000n }), { maxLength: 3 }),
  )
  .map(([list, more]) => [
    { from: 0, rate: list },
    ...more.map((rate, place) => ({ from: place * 2 + 2, rate })),
  ])

function card(id: string): fc.Arbitrary<RateCard> {
  const categories = fc
    .tuple(...CATEGORIES.map((name) => optional(name, tiers, 6)))
    .map((all) => Object.assign({}, ...all) as Record<Category, RateTier[]>)
  return fc
    .record({
      id: fc.constant(id),
      fromDay: fc.constantFrom(dayOf("2025-01-01"), ...DAYS),
      currency: fc.constantFrom("USD", "USD", "USD", "USD", "EUR"),
      rates: fc
        .tuple(...MARKETS.map(() => categories))
        .map((all) => new Map(MARKETS.map((name, at) => [name, all[at]!]))),
      last: optional("lastDay", fc.constant(dayOf("2026-11-10"))),
    })
    .map(({ last, ...rest }) => ({ ...rest, ...last }))
}

/** Cards by what versions call them: `mine` has two that begin at different times, `absent` has none. */
export const rateCards: fc.Arbitrary<Map<string, RateCard[]>> = fc
  .tuple(card("card-a"), card("card-b"), card("card-c"))
  .map(
    ([a, b, c]) =>
      new Map([
        ["mine", a.fromDay === b.fromDay ? [a] : [a, b]],
        ["other", [c]],
      ]),
  )

/** Instants near the midnights of 2026-10-01 and 2026-11-01, in the windows of one another, and now and then far off. */
const instant: fc.Arbitrary<number> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.integer({ min: -40, max: 40 }).map((hours) => Date.UTC(2026, 9, 1) + hours * HOUR_MS),
  },
  {
    weight: 3,
    arbitrary: fc.integer({ min: -40, max: 40 }).map((hours) => Date.UTC(2026, 10, 1) + hours * HOUR_MS),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      Date.UTC(2026, 8, 30, 18, 30),
      Date.UTC(2026, 8, 30, 18, 30) - 1,
      Date.UTC(2026, 9, 1, 4),
      Date.UTC(2026, 9, 1, 4) - 1,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(NOW, NOW + 20 * 24 * HOUR_MS, NOW + 31 * 24 * HOUR_MS, Date.UTC(2025, 9, 1)),
  },
)

/** Events of few messages, so that they meet: any kind, any teller, told much or little. */
export const usageEvent: fc.Arbitrary<UsageEvent> = fc
  .record({
    place: fc.noBias(fc.integer({ min: 0, max: 7 })),
    ids: fc.constantFrom(["a"], ["a"], ["a", "b"], ["b", "a"], ["b"]),
    kind: fc.constantFrom("sent", "delivered", "delivered", "read", "failed", "received", "billing"),
    at: instant,
    isTimeless: fc.boolean(),
    authority: fc.constantFrom("api", "gupshup", "meta"),
    rest: merged(
      optional("category", category, 4),
      optional(
        "type",
        fc.constantFrom(
          "regular",
          "regular",
          "regular",
          "regular",
          "regular",
          "free_customer_service",
          "free_entry_point",
        ),
      ),
      optional("channel", fc.constantFrom(...CHANNELS)),
      fc.oneof(
        { weight: 12, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.record({ market: fc.constantFrom(...MARKETS, "Nowhere") }) },
      ),
      fc.oneof(
        { weight: 12, arbitrary: fc.constant({}) },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            { cost: { amount: "0.0123", currency: "USD" } },
            { cost: { amount: "1", currency: "EUR" } },
            { cost: { amount: "-1", currency: "USD" } },
          ),
        },
      ),
      fc.oneof(
        { weight: 12, arbitrary: fc.constant({}) },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            { isReferral: true },
            { isGroup: true },
            { model: "CBP" },
            { model: "PMP" },
          ),
        },
      ),
      fc.oneof(
        { weight: 19, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.constant({ unknown: { field: "status", value: "new" } }) },
      ),
      optional("mediaType", fc.constantFrom(...MEDIA_TYPES)),
    ),
  })
  .map(({ place, ids, kind, at, isTimeless, authority, rest }) => ({
    messageIds: ids.map((id) => `m${place}${id}`),
    recipient: RECIPIENTS[place % RECIPIENTS.length]!,
    senderId: SENDERS[place % SENDERS.length]!.id,
    kind,
    authority,
    ...(kind === "billing" && isTimeless ? {} : { occurredAt: at }),
    ...rest,
  }))

/** Batches of events in order of arrival, duplicates among them. */
export const eventBatches: fc.Arbitrary<UsageEvent[][]> = fc
  .array(usageEvent, { minLength: 1, maxLength: 40, size: "max" })
  .chain((events) =>
    fc.array(fc.array(fc.constantFrom(...events), { minLength: 1, maxLength: 8 }), {
      minLength: 1,
      maxLength: 6,
    }),
  )
