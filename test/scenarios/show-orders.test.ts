import { expect, it } from "vitest"
import { openHost } from "../support/host.ts"
import { linesOf, minus, readBooks, sum, times } from "../support/books.ts"
import { permutations } from "../support/permutations.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"
import {
  gupshupBillingV2,
  gupshupBillingV3,
  metaStatus,
  postGupshup,
  postMeta,
  type MetaStatus,
} from "../support/webhooks.ts"

/** India, marketing by Cloud API, on the plan `gupshup`. */
const SENT_FEE = "0.001"
const WHATSAPP_FEE = "0.0118"
const MARKUP = "0.000708"
const MESSAGE = "0.013508"

type Step = MetaStatus["status"] | "billing whatsapp v2" | "billing whatsapp" | "billing gupshup"

const SECONDS: Readonly<Record<MetaStatus["status"], number>> = { sent: 1, delivered: 2, read: 3, failed: 4 }

/** Tells one step of a message, as its provider would. Meta puts pricing on `sent` and `delivered`. */
async function tell(tenant: Tenant, messageId: string, step: Step, now: number): Promise<void> {
  const { operator, senderId, appId } = tenant
  if (step.startsWith("billing")) {
    const source = step.includes("whatsapp") ? ("whatsapp" as const) : ("gupshup" as const)
    const event = { appId, messageId, gsId: `gs-${messageId}`, source }
    const webhook = step.endsWith("v2") ? gupshupBillingV2(event) : gupshupBillingV3(event)
    await operator.must(postGupshup(operator, webhook))
    return
  }
  const status = step as MetaStatus["status"]
  const isPriced = status === "sent" || status === "delivered"
  const webhook = metaStatus({
    senderId,
    messageId,
    status,
    at: now - 60_000 + SECONDS[status] * 1000,
    ...(isPriced ? { category: "marketing", type: "regular" } : {}),
  })
  await operator.must(postMeta(operator, webhook))
}

/** Each order on a message of its own, all in one wallet. @returns how many messages */
async function tellAll(tenant: Tenant, orders: readonly (readonly Step[])[], now: number): Promise<number> {
  for (const [index, order] of orders.entries()) {
    for (const step of order) await tell(tenant, `m${index}`, step, now)
  }
  return orders.length
}

async function expectOneChargeEach(tenant: Tenant, count: number): Promise<void> {
  const books = await readBooks(tenant)
  expect(books.wallet.balance).toBe(minus("100", times(MESSAGE, count)))
  expect(books.wallet.held).toBe("0")
  expect(linesOf(books)).toEqual({
    "Top-ups / Manual top-up": [1, "100"],
    "Messages : Gupshup fees / Gupshup fee per message": [count, minus("0", times(SENT_FEE, count))],
    "Messages : WhatsApp fees / WhatsApp fee for marketing": [count, minus("0", times(WHATSAPP_FEE, count))],
    "Messages : Gupshup fees / Gupshup fee for Cloud API marketing": [
      count,
      minus("0", times(MARKUP, count)),
    ],
  })
  expect(books.usage.totals).toMatchObject({
    messages: count,
    sent: count,
    delivered: count,
    paid: count,
    free: 0,
    received: 0,
    whatsappFees: times(WHATSAPP_FEE, count),
    otherFees: times(sum([SENT_FEE, MARKUP]), count),
    amount: times(MESSAGE, count),
  })
  expect(books.messages).toHaveLength(count)
  for (const { amount, fees } of books.messages) {
    expect(amount).toBe(MESSAGE)
    expect(fees.map((fee) => fee.amount).sort()).toEqual([MARKUP, SENT_FEE, WHATSAPP_FEE].sort())
  }
  const suspense = await tenant.operator.must(tenant.operator.get(`/v1/suspense?walletId=${tenant.walletId}`))
  expect(suspense.data).toEqual([])
}

it("[EVT-4] the two billing events of seed 002, in both envelopes and orders, are one charge to the micro", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "seed", { credit: "100" })
  const orders: Step[][] = [
    ...permutations<Step>(["billing whatsapp", "billing gupshup"]),
    ...permutations<Step>(["billing whatsapp v2", "billing gupshup", "billing gupshup"]),
    ["billing gupshup"],
    ["billing whatsapp v2"],
  ]
  await expectOneChargeEach(tenant, await tellAll(tenant, orders, host.now))
})

it("[INV-3] sent, delivered and read, each twice, in all 90 orders, are one charge each", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "orders", { credit: "100" })
  const orders = permutations<Step>(["sent", "sent", "delivered", "delivered", "read", "read"])
  expect(orders).toHaveLength(90)
  await expectOneChargeEach(tenant, await tellAll(tenant, orders, host.now))
})

it("[EVT-4] sent, delivered, read and failed in all 24 orders: what was delivered is charged, failed or not", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "failing", { credit: "100" })
  const orders = permutations<Step>(["sent", "delivered", "read", "failed"])
  await expectOneChargeEach(tenant, await tellAll(tenant, orders, host.now))
  const { usage } = await readBooks(tenant)
  expect(usage.totals.failed).toBe(24)
})

it("[EVT-2] Meta's statuses and Gupshup's billing events of both sources about one message are one charge", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "both", { credit: "100" })
  const orders = permutations<Step>(["sent", "delivered", "read", "billing whatsapp", "billing gupshup"])
  expect(orders).toHaveLength(120)
  await expectOneChargeEach(tenant, await tellAll(tenant, orders, host.now))
})

it("[EVT-4] failed implies nothing, and what sent charged stays charged", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "failed", { credit: "1" })
  for (const order of permutations<Step>(["sent", "failed", "failed"]))
    for (const step of order) await tell(tenant, `f-${order.join()}`, step, host.now)
  await tell(tenant, "only-failed", "failed", host.now)
  const books = await readBooks(tenant)
  expect(books.wallet.balance).toBe(minus("1", times(SENT_FEE, 3)))
  expect(books.usage.totals).toMatchObject({ sent: 3, failed: 4, delivered: 0, paid: 0, free: 0 })
})
