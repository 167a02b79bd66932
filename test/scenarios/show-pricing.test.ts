import { expect, it } from "vitest"
import { openHost } from "../support/host.ts"
import { linesOf, readBooks } from "../support/books.ts"
import { postEvents, type NewEvent } from "../support/events.ts"
import { expectSound } from "../support/sound.ts"
import { makeTenant } from "../support/tenant.ts"
import { metaInbound, metaStatus, postMeta } from "../support/webhooks.ts"

const KOLKATA = "Asia/Kolkata"
/** Midnight of 2026-10-01 in Asia/Kolkata. */
const OCTOBER = Date.UTC(2026, 8, 30, 18, 30)
/** Midnight of 2026-11-01 in Asia/Kolkata. */
const NOVEMBER = Date.UTC(2026, 9, 31, 18, 30)

it("[PLAN-5] marketing over MM Lite pays no 6 %, by webhook and by event", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "lite", { credit: "1" })
  const { senderId } = tenant
  const lite = { senderId, at: host.now, category: "marketing_lite", type: "regular" }
  await postMeta(host.operator, metaStatus({ ...lite, messageId: "m1", status: "delivered" }))
  await postEvents(tenant, [{ messageId: "m2", at: host.now, category: "marketing_lite" }])
  const books = await readBooks(tenant)
  expect(linesOf(books)).toEqual({
    "Top-ups / Manual top-up": [1, "1"],
    "Messages : Gupshup fees / Gupshup fee per message": [2, "-0.002"],
    "Messages : WhatsApp fees / WhatsApp fee for marketing": [2, "-0.0236"],
  })
  expect(books.wallet.balance).toBe("0.9744")
  await expectSound(host, tenant)
})

it("[FREE-1] what Meta calls free pays the fee per message alone, and no percentage of nothing", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "free", { credit: "1" })
  const { senderId } = tenant
  const told = [
    { category: "service", type: "free_customer_service" },
    { category: "marketing", type: "free_entry_point" },
    { category: "utility", type: "free_customer_service" },
    { category: "referral_conversion", type: "free_entry_point" },
  ]
  for (const [index, facts] of told.entries()) {
    const status = { senderId, messageId: `m${index}`, at: host.now, billable: false, ...facts }
    const answer = await postMeta(host.operator, metaStatus({ ...status, status: "delivered" }))
    expect(answer.body).toMatchObject({ accepted: 1, charged: "0.001" })
  }
  await postMeta(host.operator, metaInbound(senderId, "in1", host.now))
  const books = await readBooks(tenant)
  expect(books.wallet.balance).toBe("0.995")
  expect(books.usage.totals).toMatchObject({ free: 4, paid: 0, received: 1, whatsappFees: "0" })
  expect(books.usage.conversationsBreakup).toMatchObject({
    freeEntryPoint: { delivered: 2 },
    freeTier: { delivered: 2 },
  })
  await expectSound(host, tenant)
})

it("[ALLOW-4] 1,000 service messages a number and local month are free since local midnight of 2026-10-01", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "service", {
    credit: "10",
    planId: "meta",
    timezone: KOLKATA,
  })
  const service = (messageId: string, at: number): NewEvent => ({ messageId, at, category: "service" })
  const many = (name: string, count: number, at: number): NewEvent[] =>
    Array.from({ length: count }, (_, index) => service(`${name}${index}`, at))

  // The last millisecond of September is free by its era, and uses no unit.
  const september = await postEvents(tenant, many("s", 5, OCTOBER - 1))
  expect(september).toMatchObject({ accepted: 5, charged: "0" })
  const first = await postEvents(tenant, many("o", 1_000, OCTOBER))
  expect(first).toMatchObject({ accepted: 1_000, charged: "0" })
  expect(await postEvents(tenant, [service("o-next", OCTOBER)])).toMatchObject({ charged: "0.0014" })
  // A reaction is free and uses no unit; a duplicate neither charges nor uses one.
  const reaction = { ...service("r", OCTOBER), mediaType: "reaction" }
  expect(await postEvents(tenant, [reaction, service("o0", OCTOBER)])).toMatchObject({ charged: "0" })
  expect(await postEvents(tenant, [service("o-last", NOVEMBER - 1)])).toMatchObject({ charged: "0.0014" })
  // November has its own 1,000, whenever it is told; October's are spent whenever they are told.
  expect(await postEvents(tenant, [service("n", NOVEMBER)])).toMatchObject({ charged: "0" })
  expect(await postEvents(tenant, [service("o-late", OCTOBER + 1)])).toMatchObject({ charged: "0.0014" })
  // Told as regular, a message gets no unit.
  expect(await postEvents(tenant, [{ ...service("n-regular", NOVEMBER), type: "regular" }])).toMatchObject({
    charged: "0.0014",
  })

  const books = await readBooks(tenant)
  expect(books.wallet.balance).toBe("9.9944")
  const reasons = Object.entries(Object.groupBy(books.messages, ({ reason }) => reason ?? ""))
  expect(Object.fromEntries(reasons.map(([reason, list]) => [reason, list?.length]))).toEqual({
    free_customer_service: 5,
    "allowance:meta-service": 1_001,
    free_reaction: 1,
    list: 4,
  })
  await expectSound(host, tenant)
})

it("[CAP-2] a cap trims the fees of its rules to the micro, for each number and month", async () => {
  const host = openHost()
  const fee = { kind: "per_message", label: "Platform fee", group: "Messages : Platform", amount: "0.001" }
  await host.operator.must(
    host.operator.post("/v1/plans", {
      id: "capped",
      name: "Capped",
      currency: "USD",
      effectiveFrom: "2026-01-01",
      fees: [
        { ...fee, on: ["sent", "received"], capId: "platform" },
        {
          kind: "percent",
          label: "Markup",
          group: "Messages : Markup",
          percent: "6",
          on: ["delivered"],
        },
      ],
      caps: [{ id: "platform", amount: "0.0035", per: "sender", period: "month" }],
    }),
  )
  const tenant = await makeTenant(host.operator, "cap", { credit: "1", planId: "capped" })
  const charged: string[] = []
  for (let index = 0; index < 6; index++) {
    const told = { messageId: `m${index}`, at: host.now, category: "utility" }
    charged.push((await postEvents(tenant, [told])).charged)
  }
  // 0.0014 + 6 % of it, and the fee while the cap lasts: 0.001, 0.001, 0.001, 0.0005, 0, 0.
  expect(charged).toEqual(["0.002484", "0.002484", "0.002484", "0.001984", "0.001484", "0.001484"])
  // The month before has a cap of its own, and so has the next number.
  const before = { messageId: "october", at: Date.UTC(2026, 9, 31, 23), category: "utility" }
  expect(await postEvents(tenant, [before])).toMatchObject({ charged: "0.002484" })
  const second = { ...tenant, senderId: "cap-second" }
  const { partner, walletId } = tenant
  await partner.must(partner.put(`/v1/senders/${second.senderId}`, { walletId, phoneNumber: "14155550101" }))
  const other = { messageId: "second", at: host.now, category: "utility" }
  expect(await postEvents(second, [other])).toMatchObject({ charged: "0.002484" })
  const books = await readBooks(tenant)
  expect(linesOf(books)).toEqual({
    "Top-ups / Manual top-up": [1, "1"],
    "Messages : Platform / Platform fee": [6, "-0.0055"],
    "Messages : WhatsApp fees / WhatsApp fee for utility": [8, "-0.0112"],
    "Messages : Markup / Markup": [8, "-0.000672"],
  })
  await expectSound(host, tenant)
})

it("[INV-3] a plan change between sent and delivered prices what comes after, and nothing again", async () => {
  const host = openHost()
  const fee = { kind: "per_message", group: "Messages : Fees", amount: "0.002" }
  await host.operator.must(
    host.operator.post("/v1/plans", {
      id: "next",
      name: "Next",
      currency: "USD",
      effectiveFrom: "2026-01-01",
      fees: [
        { ...fee, label: "On sending", on: ["sent"] },
        { ...fee, label: "On either", on: ["sent", "delivered"] },
        { ...fee, label: "On delivery", on: ["delivered"] },
      ],
    }),
  )
  const tenant = await makeTenant(host.operator, "change", { credit: "1" })
  const told = { at: host.now, category: "marketing" }
  expect(await postEvents(tenant, [{ ...told, messageId: "m1", kind: "sent" }])).toMatchObject({
    charged: "0.001",
  })
  await tenant.partner.must(tenant.partner.patch(tenant.wallet, { planId: "next" }))
  const after: NewEvent[] = [
    { ...told, messageId: "m1", kind: "sent" },
    { ...told, messageId: "m1", kind: "delivered" },
    { ...told, messageId: "m1", kind: "read" },
    { ...told, messageId: "m2", kind: "delivered" },
  ]
  const answer = await postEvents(tenant, after)
  expect(answer.results.map(({ status }) => status)).toEqual([
    "duplicate",
    "accepted",
    "accepted",
    "accepted",
  ])
  // m1: 0.0118 + 0.002 on delivery. m2: 0.0118 + 0.002 on sending, on either and on delivery.
  expect(answer.charged).toBe("0.0316")
  expect((await readBooks(tenant)).wallet.balance).toBe("0.9674")
  await tenant.partner.must(tenant.partner.patch(tenant.wallet, { planId: "gupshup" }))
  expect((await postEvents(tenant, after)).duplicates).toBe(4)
  await expectSound(host, tenant)
})
