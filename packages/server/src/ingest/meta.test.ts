import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readFixture } from "./fixtures/read-fixture.ts"
import { readMetaWebhook } from "./meta.ts"
import type { WebhookReading } from "./reading.ts"

const RECEIVED_AT = 1_795_300_060_000
const WAMID = "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFERjg0NDEzNDdFODU3MUMxMAA="
const AT_STATUS = "entry[0].changes[0].value.statuses[0]"

function read(body: unknown): WebhookReading {
  return readMetaWebhook(body, { receivedAt: RECEIVED_AT, authority: "meta" })
}

/** A body with these statuses, each on top of a complete delivered one. */
function bodyOf(...statuses: readonly object[]): object {
  const complete = { id: WAMID, status: "delivered", timestamp: "1795300000", recipient_id: "16505551234" }
  const value = {
    metadata: { phone_number_id: "106540352242922" },
    statuses: statuses.map((status) => ({ ...complete, ...status })),
  }
  return {
    object: "whatsapp_business_account",
    entry: [{ id: "1", changes: [{ field: "messages", value }] }],
  }
}

const base = {
  messageIds: [WAMID],
  recipient: "16505551234",
  sender: { phoneNumberId: "106540352242922" },
  path: AT_STATUS,
  occurredAt: 1_795_300_000_000,
  authority: "meta",
}

describe("documented shapes", () => {
  test.each([
    [
      "meta-sent",
      { kind: "sent", category: "marketing", channel: "cloud_api", type: "regular", model: "PMP" },
    ],
    ["meta-read-without-pricing", { kind: "read" }],
    ["meta-failed", { kind: "failed" }],
    [
      "meta-free-service",
      { kind: "delivered", category: "service", type: "free_customer_service", model: "PMP" },
    ],
    [
      "meta-free-utility",
      { kind: "delivered", category: "utility", type: "free_customer_service", model: "PMP" },
    ],
    [
      "meta-marketing-lite",
      { kind: "delivered", category: "marketing", channel: "mm_lite", type: "regular", model: "PMP" },
    ],
    [
      "meta-conversation-entry-point",
      { kind: "delivered", category: "referral_conversion", type: "free_entry_point", model: "CBP" },
    ],
    [
      "meta-max-price",
      {
        kind: "delivered",
        category: "marketing",
        channel: "mm_lite",
        type: "regular",
        model: "PMP",
        callbackData: "hld_7Qm2",
        cost: { amount: "0.0118", currency: "USD" },
      },
    ],
  ])("[META-2] reads %s", (name, expected) => {
    expect(read(readFixture(name))).toEqual({
      events: [{ ...base, ...expected }],
      tierUpdates: [],
      rejected: [],
      ignored: 0,
    })
  })

  test("[META-8] a group's delivery is one event per participant, and its own status is ignored", () => {
    const { events, ignored, rejected } = read(readFixture("meta-group"))
    expect({ ignored, rejected }).toEqual({ ignored: 1, rejected: [] })
    expect(events).toMatchObject([
      { recipient: "16505551234", isGroup: true, category: "utility", type: "regular" },
      { recipient: "16505555678", isGroup: true, category: "service", type: "free_group_customer_service" },
    ])
  })

  test("[META-10] reads what users wrote, and which of it came from an ad", () => {
    const { events } = read(readFixture("meta-inbound"))
    expect(events).toEqual([
      {
        ...base,
        messageIds: ["wamid.in1"],
        path: "entry[0].changes[0].value.messages[0]",
        kind: "received",
        occurredAt: 1_795_300_010_000,
        mediaType: "text",
      },
      {
        ...base,
        messageIds: ["wamid.in2"],
        path: "entry[0].changes[0].value.messages[1]",
        kind: "received",
        occurredAt: 1_795_300_011_000,
        mediaType: "interactive",
        isReferral: true,
      },
    ])
  })

  test.each([
    ["image", "image"],
    ["sticker", "sticker"],
    ["contacts", "contacts"],
    ["interactive", "interactive"],
    ["reaction", "reaction"],
    ["order", "other"],
    ["system", "other"],
    ["holograms", "other"],
    [undefined, "other"],
  ])("[META-10] an inbound message of type %s is %s", (type, mediaType) => {
    const value = {
      metadata: { phone_number_id: 106_540_352_242_922 },
      messages: [{ id: "wamid.in", from: "16505551234", timestamp: 1_795_300_000, type }],
    }
    const { events } = read({ entry: [{ changes: [{ field: "messages", value }] }] })
    expect(events).toMatchObject([{ mediaType, sender: { phoneNumberId: "106540352242922" } }])
  })

  test("[META-11] reads a volume tier update", () => {
    expect(read(readFixture("meta-tier-update"))).toEqual({
      events: [],
      tierUpdates: [
        {
          wabaId: "102290129340398",
          region: "India",
          category: "utility",
          from: 25_000_001,
          to: 50_000_000,
          effectiveMonth: "2026-11",
          updatedAt: 1_795_300_000_000,
        },
      ],
      rejected: [],
      ignored: 0,
    })
  })

  test("[META-1] reads every entry and change, keeps duplicates, and rejects or ignores the rest", () => {
    const { events, rejected, ignored } = read(readFixture("meta-several-entries"))
    expect(events.map(({ path, kind, sender }) => ({ path, kind, sender }))).toEqual([
      { path: AT_STATUS, kind: "sent", sender: base.sender },
      { path: "entry[0].changes[0].value.statuses[1]", kind: "sent", sender: base.sender },
      { path: "entry[0].changes[1].value.statuses[0]", kind: "delivered", sender: base.sender },
      { path: "entry[1].changes[0].value.statuses[0]", kind: "read", sender: { phoneNumberId: "2000" } },
    ])
    expect(rejected).toEqual([{ path: "entry[0].changes[1].value.statuses[1]", message: "id is missing" }])
    expect(ignored).toBe(1)
  })
})

describe("statuses and pricing", () => {
  test.each([
    ["played", "read"],
    ["READ", "read"],
    ["delivered", "delivered"],
  ])("[META-2] status %s is %s", (status, kind) => {
    expect(read(bodyOf({ status })).events).toMatchObject([{ kind }])
  })

  test("[META-2] a payment's status is none of a message", () => {
    expect(read(bodyOf({ type: "payment", status: "captured" }))).toMatchObject({
      events: [],
      ignored: 1,
      rejected: [],
    })
  })

  test.each([
    [{ status: "evaporated" }, { kind: "sent", unknown: { field: "status", value: "evaporated" } }],
    [{ status: 7 }, { kind: "sent", unknown: { field: "status", value: "7" } }],
    [
      { pricing: { category: "general_purpose_ai" } },
      { unknown: { field: "category", value: "general_purpose_ai" } },
    ],
    [{ pricing: { category: { deep: 1 } } }, { unknown: { field: "category", value: '{"deep":1}' } }],
    [{ pricing: "free" }, { unknown: { field: "category", value: "free" } }],
    [
      { pricing: { category: "utility", type: "free_today" } },
      { unknown: { field: "type", value: "free_today" } },
    ],
    [{ pricing: { category: "utility", type: "utility" } }, { unknown: { field: "type", value: "utility" } }],
    [
      { pricing: { category: "utility", pricing_model: "XYZ" } },
      { unknown: { field: "model", value: "XYZ" } },
    ],
    [
      { status: "lost", pricing: { category: "what", billable: false } },
      { unknown: { field: "status", value: "lost" } },
    ],
    [
      { status: `\u0000${"x".repeat(99)}` },
      { unknown: { field: "status", value: `\u{fffd}${"x".repeat(63)}` } },
    ],
  ])("[META-5] %j is passed on as unknown", (status, expected) => {
    const { events, rejected } = read(bodyOf(status))
    expect(rejected).toEqual([])
    expect(events).toMatchObject([expected])
  })

  test("[META-5] an unknown type is never replaced by what billable says", () => {
    const [event] = read(
      bodyOf({ pricing: { category: "utility", type: "free_today", billable: false } }),
    ).events
    expect(event).not.toHaveProperty("type")
  })

  test.each([
    [{ category: "utility", billable: true }, "regular"],
    [{ category: "utility", billable: "true" }, "regular"],
    [{ category: "utility", billable: false }, "free_customer_service"],
    [{ category: "referral_conversion", billable: false }, "free_entry_point"],
    [{ category: "service", type: "", billable: false }, "free_customer_service"],
    [{ category: "service", type: "regular", billable: false }, "regular"],
    [{ category: "service", type: "FREE_ENTRY_POINT", billable: true }, "free_entry_point"],
    [{ category: "utility" }, undefined],
  ])("[META-4] pricing %j is of type %s", (pricing, type) => {
    const [event] = read(bodyOf({ pricing })).events
    expect(event?.type).toBe(type)
    expect(event?.unknown).toBeUndefined()
  })

  test.each([
    ["authentication-international", "authentication_international"],
    ["authentication_international", "authentication_international"],
    ["AUTHENTICATION", "authentication"],
  ])("[META-3] category %s is %s", (category, expected) => {
    expect(read(bodyOf({ pricing: { category } })).events).toMatchObject([{ category: expected }])
  })

  test.each([
    ["utility", "utility"],
    ["user_initiated", "service"],
  ])(
    "[META-3] a conversation of origin %s tells the category that pricing leaves out",
    (origin, category) => {
      const conversation = { id: "c", origin: { type: origin } }
      const [event] = read(bodyOf({ conversation, pricing: { pricing_model: "CBP", billable: true } })).events
      expect(event).toMatchObject({ category, type: "regular", model: "CBP" })
    },
  )

  test.each([
    [
      { amount: 0.0118, currency: "USD" },
      { amount: "0.0118", currency: "USD" },
    ],
    [
      { amount: "0.011800", currency: "usd" },
      { amount: "0.0118", currency: "USD" },
    ],
    [
      { amount: 0.1 + 0.2, currency: "INR" },
      { amount: "0.3", currency: "INR" },
    ],
    [
      { amount: 1e-6, currency: "USD" },
      { amount: "0.000001", currency: "USD" },
    ],
    [
      { amount: 12, currency: "USD" },
      { amount: "12", currency: "USD" },
    ],
    [
      { amount: "007.50", currency: "USD" },
      { amount: "7.5", currency: "USD" },
    ],
    [
      { amount: 0, currency: "USD" },
      { amount: "0", currency: "USD" },
    ],
    [
      { amount: "999999999.999999", currency: "USD" },
      { amount: "999999999.999999", currency: "USD" },
    ],
  ])("[META-9] cost %j is exact", (cost, expected) => {
    const [event] = read(bodyOf({ pricing: { category: "marketing", type: "regular", cost } })).events
    expect(event?.cost).toEqual(expected)
    expect(event?.unknown).toBeUndefined()
  })

  test.each([
    { amount: 1e-7, currency: "USD" },
    { amount: 0.0118001, currency: "USD" },
    { amount: "0.0000001", currency: "USD" },
    { amount: -1, currency: "USD" },
    { amount: 1e21, currency: "USD" },
    { amount: "1000000000", currency: "USD" },
    { amount: "1,5", currency: "USD" },
    { amount: null, currency: "USD" },
    { amount: 1 },
    { amount: 1, currency: "dollars" },
    "0.01",
  ])("[META-9] cost %j cannot be told and is unknown", (cost) => {
    const [event] = read(bodyOf({ pricing: { category: "marketing", type: "regular", cost } })).events
    expect(event).not.toHaveProperty("cost")
    expect(event?.unknown?.value).toMatch(/^\{"cost":/)
  })

  test.each([
    ["x".repeat(512), true],
    ["x".repeat(513), false],
    ["", false],
    [7, false],
    ["hld\u0000", false],
  ])("[META-9] callback data of a known shape is passed on", (data, isKept) => {
    const [event] = read(bodyOf({ biz_opaque_callback_data: data })).events
    expect(event?.callbackData).toBe(isKept ? data : undefined)
  })
})

describe("damaged bodies", () => {
  test.each([
    [{ id: undefined }, "id is missing"],
    [{ id: "" }, "id is missing"],
    [{ id: "x".repeat(257) }, "id is missing"],
    [{ id: "a\u0000b" }, "id is missing"],
    [{ id: "a\ud800b" }, "id is missing"],
    [{ recipient_id: undefined }, "recipient_id must be a number of 7 to 15 digits"],
    [{ recipient_id: "123456" }, "recipient_id must be a number of 7 to 15 digits"],
    [{ recipient_id: "1234567890123456" }, "recipient_id must be a number of 7 to 15 digits"],
    [{ recipient_id: "9191****873" }, "recipient_id must be a number of 7 to 15 digits"],
    [
      { recipient_type: "group", recipient_participant_id: "g" },
      "recipient_participant_id must be a number of 7 to 15 digits",
    ],
    [{ recipient_type: "group" }, "recipient_participant_id must be a number of 7 to 15 digits"],
    [{ timestamp: undefined }, "timestamp is missing or absurd"],
    [{ timestamp: "yesterday" }, "timestamp is missing or absurd"],
    [{ timestamp: "0" }, "timestamp is missing or absurd"],
    [{ timestamp: -1 }, "timestamp is missing or absurd"],
    [{ timestamp: 1.5 }, "timestamp is missing or absurd"],
    [{ timestamp: "99999999999" }, "timestamp is missing or absurd"],
    [{ timestamp: "9999999999999999" }, "timestamp is missing or absurd"],
    [{ status: undefined }, "status is missing"],
    [{ status: null }, "status is missing"],
  ])("[META-6] %j is rejected, and the rest goes in", (damage, message) => {
    const { events, rejected } = read(bodyOf({}, damage, {}))
    expect(rejected).toEqual([{ path: "entry[0].changes[0].value.statuses[1]", message }])
    expect(events).toHaveLength(2)
  })

  test.each(["1234567", "123456789012345", "+16505551234", 16_505_551_234])(
    "[META-6] %s is a recipient",
    (recipient) => {
      const { events } = read(bodyOf({ recipient_id: recipient }))
      expect(events[0]?.recipient).toBe(String(recipient).replace("+", ""))
    },
  )

  test.each([
    [1_795_300_000, 1_795_300_000_000],
    ["1795300000", 1_795_300_000_000],
    ["1795300000123", 1_795_300_000_123],
    [1_230_768_000, 1_230_768_000_000],
  ])("[META-7] timestamp %j is %d", (timestamp, at) => {
    expect(read(bodyOf({ timestamp })).events[0]?.occurredAt).toBe(at)
  })

  test("[META-6] without a phone number id each status is rejected", () => {
    const value = {
      statuses: [{ id: "a", status: "sent", timestamp: "1795300000", recipient_id: "16505551234" }],
    }
    expect(read({ entry: [{ changes: [{ field: "messages", value }] }] }).rejected).toEqual([
      { path: AT_STATUS, message: "metadata.phone_number_id is missing" },
    ])
  })

  test.each([
    [null, ""],
    [[], ""],
    ["x", ""],
    [{}, "entry"],
    [{ entry: {} }, "entry"],
    [{ entry: [1] }, "entry[0]"],
    [{ entry: [{}] }, "entry[0].changes"],
    [{ entry: [{ changes: [null] }] }, "entry[0].changes[0]"],
    [{ entry: [{ changes: [{ field: "messages" }] }] }, "entry[0].changes[0].value"],
    [
      { entry: [{ changes: [{ field: "messages", value: { statuses: {} } }] }] },
      "entry[0].changes[0].value.statuses",
    ],
    [
      { entry: [{ changes: [{ field: "messages", value: { messages: [3] } }] }] },
      "entry[0].changes[0].value.messages[0]",
    ],
  ])("[META-6] %j is rejected at %j", (body, path) => {
    expect(read(body)).toMatchObject({ events: [], rejected: [{ path }] })
  })

  test.each([
    { entry: [] },
    { entry: [{ changes: [] }] },
    { entry: [{ changes: [{ field: "messages", value: { statuses: [], messages: [] } }] }] },
  ])("[META-1] %j says nothing", (body) => {
    expect(read(body)).toEqual({ events: [], tierUpdates: [], rejected: [], ignored: 0 })
  })

  test.each([
    { field: "messages", value: { errors: [] } },
    { field: "account_update", value: { event: "OTHER" } },
    {},
  ])("[META-1] change %j is ignored", (change) => {
    expect(read({ entry: [{ changes: [change] }] })).toMatchObject({ events: [], rejected: [], ignored: 1 })
  })

  test.each([
    [{ tier: "0:MAX" }, { from: 0 }],
    [{ tier: "750001:--" }, { from: 750_001 }],
    [
      { tier: "0:750000", pricing_category: "AUTHENTICATION_INTERNATIONAL" },
      { from: 0, to: 750_000 },
    ],
  ])("[META-11] tier %j", (info, expected) => {
    expect(readTier(info).tierUpdates).toMatchObject([expected])
    expect(readTier(info).tierUpdates[0]?.to).toBe("to" in expected ? expected.to : undefined)
  })

  test.each([
    { tier: "5:1" },
    { tier: "all" },
    { tier: undefined },
    { region: undefined },
    { pricing_category: "AI_BOT" },
    { effective_month: "2026-13" },
    { tier_update_time: "soon" },
  ])("[META-11] tier update with %j is rejected", (info) => {
    expect(readTier(info)).toMatchObject({ tierUpdates: [], rejected: [{ path: "entry[0].changes[0]" }] })
  })

  test("[META-1] any JSON value is read without a throw", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (body) => {
        read(body)
      }),
      { numRuns: 300 },
    )
  })

  test("[META-1] any value in any place of a complete body is read without a throw", () => {
    const keys = [
      "id",
      "status",
      "timestamp",
      "recipient_id",
      "recipient_type",
      "pricing",
      "conversation",
      "type",
    ]
    const status = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 2 }))
    const pricingKeys = ["category", "type", "pricing_model", "billable", "cost"]
    const pricing = fc.dictionary(fc.constantFrom(...pricingKeys), fc.jsonValue({ maxDepth: 2 }))
    fc.assert(
      fc.property(status, pricing, (some, price) => {
        const { events, rejected, ignored } = read(bodyOf(some, { pricing: price }))
        expect(events.length + rejected.length + ignored).toBe(2)
      }),
      { numRuns: 300 },
    )
  })
})

function readTier(info: object): WebhookReading {
  const complete = {
    tier_update_time: 1_795_300_000,
    pricing_category: "UTILITY",
    tier: "0:100000",
    effective_month: "2026-11",
    region: "India",
  }
  const value = { event: "VOLUME_BASED_PRICING_TIER_UPDATE", volume_tier_info: { ...complete, ...info } }
  return read({ entry: [{ id: "1", changes: [{ field: "account_update", value }] }] })
}
