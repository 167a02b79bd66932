import { beforeEach, describe, expect, it } from "vitest"
import { deliverOutbox } from "../../outbox/deliver-outbox.ts"
import type { Answered } from "../../testing/test-app.ts"
import { verifyWallet } from "../../verify/verify-wallet.ts"
import { sweepUnsettled } from "../sweep-payments.ts"
import { payingApp, type PayingApp } from "../testing-checkout.ts"

let paying: PayingApp
let topUp: Answered["body"]
beforeEach(async () => {
  paying = await payingApp()
  topUp = (await paying.checkout()).body
  await paying.answer(topUp.checkoutUrl, "pay")
})

const latest = () => paying.topUp(topUp.id)
const refund = (body: object = {}) =>
  paying.send("POST", `/v1/top-ups/${topUp.id}/refund`, { body: { reason: "asked", ...body } })
/** What somebody at the provider or the bank does, on the payment's page. */
const atSandbox = (answer: string) =>
  paying.send("POST", new URL(topUp.checkoutUrl).pathname, {
    key: "",
    body: `answer=${answer}`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  })
const verified = async () =>
  (await verifyWallet(paying.deps.wallets, paying.tenant.walletId, [], paying.now)).findings

describe("the sandbox", () => {
  it("[BACK-10] pays back what is asked of it, and says so by a signed webhook", async () => {
    await refund({ amount: "40" })
    await deliverOutbox(paying.deps)
    await expect.poll(async () => (await latest()).refunded).toBe("40")
    await refund({ amount: "20.13" })
    await deliverOutbox(paying.deps)
    await expect.poll(async () => (await latest()).refunds[1].status).toBe("failed")
    expect((await latest()).refunds[1]).toMatchObject({ failureReason: "refund_declined" })
    expect(await paying.balance()).toBe("60")
    expect(await verified()).toEqual([])
  })

  it("[BACK-10] is found by a sweep where its webhook was lost", async () => {
    await refund({ amount: "40" })
    await deliverOutbox({ ...paying.deps, defer: () => {} })
    const sandbox = paying.deps.payments!.all[0]!
    const asked = { topUpId: topUp.id, walletId: paying.tenant.walletId, currency: "USD", reason: "x" }
    const names = { refundId: (await latest()).refunds[0].id as string, paymentReference: "" }
    const order = { ...asked, ...names, providerReference: "", amount: 40_000_000n }
    expect(await sandbox.refund(order)).toEqual({ kind: "accepted" })
    expect(await sandbox.refund({ ...order, refundId: "rfd_2", amount: 61_000_000n })).toEqual({
      kind: "refused",
      reason: "amount_too_large",
    })
    expect(await sandbox.refund({ ...order, topUpId: "top_none" })).toMatchObject({ kind: "refused" })
    await sweepUnsettled(paying.deps)
    expect(await latest()).toMatchObject({ refunded: "40", refunds: [{ status: "succeeded" }] })
  })

  it("[BACK-10] has on its page what a provider and a bank do", async () => {
    const page = async () => (await paying.send("GET", new URL(topUp.checkoutUrl).pathname, { key: "" })).body
    expect(await page()).toContain("Dispute it at the bank")
    expect((await atSandbox("dispute")).status).toBe(303)
    expect(await latest()).toMatchObject({ status: "disputed" })
    expect(await paying.balance()).toBe("0")
    expect(await page()).toContain("The dispute is won")
    await refund()
    expect((await refund()).body).toMatchObject({ code: "not_refundable", disputed: "100" })
    await atSandbox("win")
    expect(await latest()).toMatchObject({ status: "succeeded", disputes: [{ state: "won" }] })
    await atSandbox("refund")
    expect(await latest()).toMatchObject({ status: "refunded", refunds: [{ origin: "provider" }] })
    expect(await page()).toContain("Refund succeeded")
    expect((await atSandbox("burn")).status).toBe(400)
    expect(await verified()).toEqual([])
  })

  it("[BACK-10] loses a dispute, and knows none of what was not paid", async () => {
    await atSandbox("dispute")
    await atSandbox("lose")
    expect(await latest()).toMatchObject({ status: "disputed", disputes: [{ state: "lost" }] })
    topUp = (await paying.checkout()).body
    await atSandbox("dispute")
    expect(await latest()).toMatchObject({ status: "pending", disputes: [] })
    expect(await verified()).toEqual([])
  })
})

it("[BACK-11] a statement has a line for each refund and dispute", async () => {
  await refund({ amount: "40" })
  await deliverOutbox(paying.deps)
  await atSandbox("dispute")
  await atSandbox("win")
  const query = "from=2026-11-01&to=2026-12-01"
  const { body } = await paying.send("GET", `${paying.wallet}/statement?${query}`, { key: paying.tenant.key })
  expect(body.rows.map(({ group, label, amount }: any) => [group, label, amount])).toEqual([
    ["Top-ups", "Top-up", "100"],
    ["Refunds", "Top-up refunded", "-40"],
    ["Disputes", "Top-up disputed", "-60"],
    ["Disputes", "Dispute won", "60"],
  ])
})
