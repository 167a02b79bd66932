import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readFixture } from "./fixtures/read-fixture.ts"
import { readGupshupWebhook } from "./gupshup.ts"
import type { WebhookReading } from "./reading.ts"

const RECEIVED_AT = 1_795_300_060_000
const APP = { gupshupAppId: "6f414190-d45c-4671-bca1-fb6c30112233" }
const PHONE = { phoneNumberId: "158072934066266" }
const WAMID = "gBEGkYaYVSEEAgnZxQ3JmKK6Wvg"
const GS_ID = "ee4a68a0-1203-4c85-8dc3-49d0b3226a35"

function read(body: unknown): WebhookReading {
  return readGupshupWebhook(body, { receivedAt: RECEIVED_AT })
}

function billing(deductions: object, references: object = {}): object {
  const complete = { id: "wamid.b", gsId: "gs-b", destination: "919876543210" }
  return {
    app: "DemoAPI",
    type: "billing-event",
    payload: { deductions, references: { ...complete, ...references } },
  }
}

describe("v3", () => {
  const billed = {
    messageIds: ["031Y3n35om5LZ1cvTabcde", "8e2abac1-31e3-4ad9-8d21-b2b5d0112233"],
    recipient: "919410031234",
    sender: APP,
    path: "entry[0].changes[0].value.billing",
    kind: "billing",
    authority: "gupshup",
  }

  test.each(["gupshup-v3-billing", "gupshup-v3-billing-whatsapp"])(
    "[GUP-3] %s is the same event, whichever its source",
    (name) => {
      expect(read(readFixture(name))).toEqual({
        events: [{ ...billed, category: "marketing", channel: "cloud_api", type: "regular", model: "PMP" }],
        tierUpdates: [],
        rejected: [],
        ignored: 0,
      })
    },
  )

  test("[GUP-4] reads a conversation's free tier", () => {
    const { events } = read(readFixture("gupshup-v3-billing-conversation"))
    expect(events).toEqual([{ ...billed, category: "service", type: "free_tier", model: "CBP" }])
  })

  test("[GUP-1] a masked destination is rejected, and says why", () => {
    expect(read(readFixture("gupshup-v3-billing-masked"))).toMatchObject({
      events: [],
      rejected: [{ path: billed.path, message: "destination must be a number of 7 to 15 digits" }],
    })
  })

  test("[GUP-1] reads statuses with both ids, by phone number id or by app, and ignores what is enqueued", () => {
    const { events, ignored, rejected } = read(readFixture("gupshup-v3-statuses"))
    expect({ ignored, rejected }).toEqual({ ignored: 2, rejected: [] })
    expect(events).toEqual([
      {
        messageIds: ["wamid.gs1", "7daeb742-f2dc-4c09-90e0-d879d20f7b98"],
        recipient: "919163805873",
        sender: PHONE,
        path: "entry[0].changes[0].value.statuses[0]",
        kind: "delivered",
        occurredAt: 1_795_300_000_000,
        authority: "gupshup",
        category: "marketing",
        channel: "cloud_api",
        type: "regular",
        model: "PMP",
      },
      {
        messageIds: ["wamid.gs3", "2baff204-c39a-4121-90b5-f53f26d522b4"],
        recipient: "919163805873",
        sender: APP,
        path: "entry[0].changes[1].value.statuses[1]",
        kind: "failed",
        occurredAt: 1_795_300_002_420,
        authority: "gupshup",
      },
    ])
  })

  test("[GUP-1] reads inbound messages", () => {
    expect(read(readFixture("gupshup-v3-inbound")).events).toMatchObject([
      {
        kind: "received",
        recipient: "919163805873",
        sender: PHONE,
        mediaType: "image",
        authority: "gupshup",
      },
    ])
  })

  test("[GUP-8] reads a tier update with both account ids", () => {
    expect(read(readFixture("gupshup-v3-tier-update")).tierUpdates).toMatchObject([
      {
        wabaId: "216141188246170",
        ...APP,
        region: "INDIA",
        category: "utility",
        from: 25_000_001,
        to: 50_000_000,
      },
    ])
  })

  test("[GUP-1] without app and phone number id an event is rejected", () => {
    const body = readFixture("gupshup-v3-billing") as { gs_app_id?: string }
    delete body.gs_app_id
    expect(read(body)).toMatchObject({
      events: [],
      rejected: [{ message: "the Gupshup app's id is missing" }],
    })
  })

  test("[GUP-1] a billing event with metadata is by phone number id", () => {
    const { deductions, references } = billingOf("gupshup-v3-billing")
    const value = { metadata: { phone_number_id: PHONE.phoneNumberId }, billing: { deductions, references } }
    const { events } = read({ gs_app_id: "a", entry: [{ changes: [{ field: "billing-event", value }] }] })
    expect(events).toMatchObject([{ sender: PHONE, kind: "billing" }])
  })
})

describe("v2", () => {
  test.each([
    [
      "gupshup-v2-sent",
      {
        kind: "sent",
        occurredAt: 1_795_300_000_000,
        sender: APP,
        category: "utility",
        type: "regular",
        model: "PMP",
      },
    ],
    [
      "gupshup-v2-delivered",
      { kind: "delivered", occurredAt: 1_795_300_001_000, sender: { gupshupAppId: "DemoAPI" } },
    ],
    ["gupshup-v2-read", { kind: "read", occurredAt: 1_795_300_002_000, sender: { gupshupAppId: "DemoAPI" } }],
  ])("[GUP-2] reads %s", (name, expected) => {
    expect(read(readFixture(name)).events).toEqual([
      {
        messageIds: [WAMID, GS_ID],
        recipient: "919876543210",
        path: "payload",
        authority: "gupshup",
        ...expected,
      },
    ])
  })

  test("[GUP-2] a failure without a time of its own happened when the envelope was made", () => {
    expect(read(readFixture("gupshup-v2-failed")).events).toMatchObject([
      { kind: "failed", messageIds: [GS_ID], occurredAt: 1_795_300_005_791 },
    ])
  })

  test.each(["gupshup-v2-enqueued", "gupshup-v2-user-event"])("[GUP-2] %s is ignored", (name) => {
    expect(read(readFixture(name))).toEqual({ events: [], tierUpdates: [], rejected: [], ignored: 1 })
  })

  test("[GUP-2] an unknown state is passed on as unknown", () => {
    const payload = {
      id: "a",
      type: "teleported",
      destination: "919876543210",
      payload: { ts: 1_795_300_000 },
    }
    expect(read({ app: "a", type: "message-event", payload }).events).toMatchObject([
      { kind: "sent", unknown: { field: "status", value: "teleported" } },
    ])
  })

  test("[GUP-3] a billing event has no time of its own", () => {
    expect(read(readFixture("gupshup-v2-billing")).events).toEqual([
      {
        messageIds: ["d04cc3a7-18f0-4571-831e-112233445566", "7bf06899-5f0f-4cca-be3b-112233445566"],
        recipient: "919876543210",
        sender: { gupshupAppId: "DemoAPI" },
        path: "payload",
        kind: "billing",
        authority: "gupshup",
        category: "marketing",
        channel: "cloud_api",
        type: "regular",
        model: "PMP",
      },
    ])
  })

  test("[GUP-4] conversation billing has its category in type", () => {
    expect(read(readFixture("gupshup-v2-billing-conversation")).events).toMatchObject([
      { category: "marketing", channel: "mm_lite", type: "regular", model: "CBP" },
    ])
  })

  test("[GUP-7] reads what a user wrote, at the envelope's time", () => {
    expect(read(readFixture("gupshup-v2-inbound")).events).toEqual([
      {
        messageIds: ["ABEGkZUTIXZ0Ago6jWqOZm-Sz0WD"],
        recipient: "919876543210",
        sender: { gupshupAppId: "DemoAPI" },
        path: "payload",
        kind: "received",
        occurredAt: 1_795_300_005_791,
        authority: "gupshup",
        mediaType: "text",
      },
    ])
  })

  test.each([
    ["file", "document"],
    ["contact", "contacts"],
    ["button_reply", "interactive"],
    ["list_reply", "interactive"],
    ["hologram", "other"],
  ])("[GUP-7] an inbound message of type %s is %s", (type, mediaType) => {
    const payload = { id: "a", source: "919876543210", type, referral: { source_type: "ad" } }
    expect(read({ app: "a", timestamp: 1_795_300_000_000, type: "message", payload }).events).toMatchObject([
      { mediaType, isReferral: true },
    ])
  })

  test("[GUP-8] reads a tier update by the app's id", () => {
    const { tierUpdates } = read(readFixture("gupshup-v2-tier-update"))
    expect(tierUpdates).toEqual([
      {
        ...APP,
        region: "INDIA",
        category: "utility",
        from: 25_000_001,
        to: 50_000_000,
        effectiveMonth: "2026-11",
        updatedAt: 1_795_300_000_000,
      },
    ])
  })
})

describe("billing events", () => {
  test.each([
    [
      { type: "FEP", billable: "false" },
      { category: "referral_conversion", type: "free_entry_point" },
    ],
    [
      { type: "FTC", conversationType: "service" },
      { category: "service", type: "free_tier" },
    ],
    [
      { type: "utility", model: "CBP", billable: "true" },
      { category: "utility", type: "regular", model: "CBP" },
    ],
    [
      { type: "service", model: "CBP", billable: false },
      { category: "service", type: "free_customer_service" },
    ],
    [
      { type: "Marketing", model: "NBP" },
      { category: "marketing", type: "regular", model: "NBP" },
    ],
    [
      { category: "utility", type: "utility", billable: true },
      { category: "utility", type: "regular" },
    ],
    [
      { category: "FEP", billable: false },
      { category: "referral_conversion", type: "free_entry_point" },
    ],
    [
      { category: "service", type: "free_customer_service", billable: false },
      { category: "service", type: "free_customer_service" },
    ],
  ])("[GUP-4] %j", (deductions, expected) => {
    const [event] = read(billing({ source: "whatsapp", ...deductions })).events
    expect(event).toMatchObject(expected)
    expect(event?.unknown).toBeUndefined()
  })

  test.each([
    [{ category: "marketing", billable: false }, undefined],
    [{ category: "marketing", billable: true }, undefined],
    [{ type: "marketing", billable: false }, undefined],
    [{ category: "marketing", type: "regular", billable: false }, "regular"],
  ])("[GUP-5] of source gupshup, billable %j says nothing about Meta's type", (deductions, type) => {
    const [event] = read(billing({ source: "gupshup", ...deductions })).events
    expect(event?.category).toBe("marketing")
    expect(event?.type).toBe(type)
    expect(event?.unknown).toBeUndefined()
  })

  test.each([
    [
      { category: "AI_BOT", type: "regular" },
      { field: "category", value: "AI_BOT" },
    ],
    [{ type: "BIC" }, { field: "type", value: "BIC" }],
    [
      { category: "utility", type: "marketing" },
      { field: "type", value: "marketing" },
    ],
    [
      { category: "utility", type: "regular", model: "ZZZ" },
      { field: "model", value: "ZZZ" },
    ],
    [
      { conversation_type: "call", billable: "true" },
      { field: "category", value: "call" },
    ],
  ])("[GUP-6] %j is passed on as unknown", (deductions, unknown) => {
    expect(read(billing(deductions)).events).toMatchObject([{ kind: "billing", unknown }])
  })

  test("[GUP-3] a time of its own is taken", () => {
    const body = billing({ category: "utility", type: "regular" }) as { payload: { timestamp?: number } }
    body.payload.timestamp = 1_795_300_000
    expect(read(body).events).toMatchObject([{ occurredAt: 1_795_300_000_000 }])
  })

  test.each([
    [{ id: undefined }, ["gs-b"]],
    [{ gsId: undefined }, ["wamid.b"]],
    [{ gsId: "wamid.b" }, ["wamid.b"]],
    [{ gs_id: "gs-c" }, ["wamid.b", "gs-b", "gs-c"]],
  ])("[GUP-3] all ids of %j name one message", (references, messageIds) => {
    expect(read(billing({ category: "utility" }, references)).events).toMatchObject([{ messageIds }])
  })
})

describe("damaged bodies", () => {
  test.each([
    [null, ""],
    [[], ""],
    [{}, "type"],
    [{ type: 3 }, "type"],
    [{ type: "message-event" }, "payload"],
    [{ type: "message-event", payload: {} }, "payload"],
    [{ type: "message-event", payload: { type: "sent" } }, "payload"],
    [
      { app: "a", type: "message-event", payload: { type: "sent", id: "1", destination: "91XX985XX10X" } },
      "payload",
    ],
    [{ type: "message-event", payload: { type: "sent", id: "1", destination: "919876543210" } }, "payload"],
    [
      { app: "a", type: "message-event", payload: { type: "sent", id: "1", destination: "919876543210" } },
      "payload",
    ],
    [{ type: "billing-event", payload: {} }, "payload"],
    [billing({ category: "utility" }, { id: undefined, gsId: undefined }), "payload"],
    [{ type: "billing-event", payload: { deductions: {} } }, "payload"],
    [{ type: "message", payload: { id: "1" } }, "payload"],
    [{ app: "a", type: "message", payload: { id: "1", source: "919876543210" } }, "payload"],
    [{ type: "account-event", payload: { type: "pricing-tier-update" } }, "payload"],
    [{ entry: 1 }, "entry"],
    [{ entry: [{ changes: [{ field: "billing-event" }] }] }, "entry[0].changes[0].value.billing"],
  ])("[GUP-1] %j is rejected at %j", (body, path) => {
    const reading = read(body)
    expect(reading.events).toEqual([])
    expect(reading.rejected).toEqual([{ path, message: expect.stringMatching(/\w/) as string }])
  })

  test("[GUP-1] any JSON value is read without a throw", () => {
    const types = ["message-event", "billing-event", "message", "account-event", "other"]
    const json = fc.jsonValue({ maxDepth: 4 })
    const parts = fc.dictionary(
      fc.constantFrom(
        "id",
        "type",
        "destination",
        "source",
        "payload",
        "deductions",
        "references",
        "pricing",
      ),
      json,
    )
    const v2 = fc.record({ app: json, timestamp: json, type: fc.constantFrom(...types), payload: parts })
    const v3 = fc.record({ gs_app_id: json, entry: json })
    fc.assert(
      fc.property(fc.oneof(json, v2, v3), (body) => {
        read(body)
      }),
      { numRuns: 400 },
    )
  })
})

function billingOf(name: string): { deductions: object; references: object } {
  const body = readFixture(name) as {
    entry: [{ changes: [{ value: { billing: { deductions: object; references: object } } }] }]
  }
  return body.entry[0].changes[0].value.billing
}
