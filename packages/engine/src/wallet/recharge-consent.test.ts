import { describe, expect, it } from "vitest"
import { decodeFacts } from "../ledger/entry-facts.ts"
import { decodeRecharge, encodeRecharge } from "../ledger/recharge-facts.ts"
import { NOW } from "../testing/builders.ts"
import { ACCEPTED, automatic, pending, rechargingHost, told } from "../testing/recharging.ts"
import { hostOn } from "../testing/summaries.ts"

const LIMITED = { monthlyLimit: 200_000_000n }

describe("consent", () => {
  it("[RECHARGE-9] is in the entry with who, when, the text and the settings that it covers", () => {
    const host = rechargingHost({ ...LIMITED, consent: ACCEPTED })
    const entry = host.rows.entries.at(-1)!
    const { consent } = decodeFacts(entry.facts).recharge!
    expect(consent).toEqual({
      ...ACCEPTED,
      covers: "recharge",
      by: "portal key_1",
      at: NOW,
      currency: "USD",
      threshold: 10_000_000n,
      amount: 50_000_000n,
      monthlyLimit: 200_000_000n,
      perMonth: 0,
      sequence: entry.sequence,
      previous: 0,
    })
    expect(host.wallet.recharge!.consentSequence).toBe(entry.sequence)
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-9] without a text is the request itself", () => {
    const host = rechargingHost()
    expect(host.wallet.recharge!.consent).toMatchObject({ textId: "text.1", basis: "request" })
  })

  it.each([
    ["the same", {}, false],
    ["less", { amount: 40_000_000n, threshold: 1_000_000n, monthlyLimit: 100_000_000n }, false],
    ["a higher amount", { amount: 50_000_001n }, true],
    ["a higher threshold", { threshold: 10_000_001n }, true],
    ["a higher limit", { monthlyLimit: 200_000_001n }, true],
    ["no limit", { monthlyLimit: null }, true],
  ])("[RECHARGE-9] set anew to %s it is recorded anew only where more is charged", (_, parts, isNew) => {
    const host = rechargingHost({ ...LIMITED, consent: ACCEPTED })
    const before = host.wallet.recharge!.consent!
    host.setRecharge({ ...LIMITED, ...parts, setBy: "partner key_2" })
    const { consent, consentSequence } = host.wallet.recharge!
    expect(consent === before).toBe(!isNew)
    const { sequence } = host.wallet
    if (isNew) expect(consent).toMatchObject({ previous: before.sequence, sequence, by: "partner key_2" })
    expect(consentSequence).toBe(isNew ? sequence : before.sequence)
  })

  it("[RECHARGE-9] covers what was agreed to, not what was set since; one that comes is always recorded", () => {
    const host = rechargingHost({ consent: ACCEPTED })
    const first = host.wallet.recharge!.consent!
    host.setRecharge({ amount: 20_000_000n })
    host.setRecharge({ amount: 50_000_000n })
    expect(host.wallet.recharge!.consent).toEqual(first)
    host.setRecharge({ amount: 20_000_000n, consent: ACCEPTED })
    expect(host.wallet.recharge!.consent).toMatchObject({ amount: 20_000_000n, previous: first.sequence })
  })

  it("[RECHARGE-9] to turn it off none is needed; on again needs a new one", () => {
    const host = rechargingHost({ consent: ACCEPTED })
    const first = host.wallet.recharge!.consent!
    host.setRecharge({ enabled: false, consent: ACCEPTED })
    expect(host.wallet.recharge).toMatchObject({ enabled: false, consent: first })
    host.setRecharge()
    expect(host.wallet.recharge!.consent).toMatchObject({ basis: "request", previous: first.sequence })
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-8] entries of before consents were kept are read as they were meant", () => {
    const host = rechargingHost(LIMITED)
    const encoded = encodeRecharge(host.wallet.recharge!) as readonly never[]
    expect(decodeRecharge(encoded)).toEqual(host.wallet.recharge)
    expect(decodeRecharge(encoded.slice(0, 12))).toEqual({
      ...host.wallet.recharge,
      maxFailures: 3,
      isAwaitingMethod: false,
      emergency: null,
      emergencyUse: { isUsed: false, day: 0, month: 0, count: 0 },
      consent: null,
      emergencyConsent: null,
      consentSequence: 0,
    })
  })
})

describe("without a saved means of payment", () => {
  it("[RECHARGE-10] it waits for a checkout of the customer's, and begins when that was paid", () => {
    const host = rechargingHost({ waitsFor: "method" })
    host.adjust("adj_1", -100_000_000n)
    expect(automatic(host)).toEqual([])
    expect(host.wallet.nextDueAt).toBeNull()
    host.topUp("top_2", 1_000_000n)
    host.begin("top_3", 10_000_000n, { source: "link" })
    host.complete("top_3")
    expect(automatic(host)).toEqual([])
    host.begin("top_4", 10_000_000n)
    host.complete("top_4")
    expect(pending(host).amount).toBe(50_000_000n)
    expect(host.wallet.recharge).toMatchObject({ isAwaitingMethod: false })
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-10] that was there before, it is told of once and is no failure", () => {
    const host = rechargingHost()
    host.adjust("adj_1", -15_000_000n)
    const { id } = pending(host)
    host.fail(id, "no_saved_method", false, "method")
    host.adjust("adj_2", -1n)
    expect(automatic(host)).toHaveLength(1)
    expect(host.wallet.recharge).toMatchObject({
      enabled: true,
      failures: 0,
      pausedUntil: null,
      isAwaitingMethod: true,
      reason: "no_saved_method",
      credited: 0n,
    })
    expect(told(host).slice(1)).toMatchObject([
      {
        topic: "autorecharge.failed",
        payload: { topUpId: id, failures: 0, failuresLeft: 3, nextAttemptAt: null, action: "add_method" },
      },
    ])
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-10] to begin with the next payment, it waits for that whatever is kept, unless it is on", () => {
    const host = rechargingHost({ waitsFor: "payment" })
    expect(host.wallet.recharge).toMatchObject({ isAwaitingMethod: true })
    host.setRecharge({ waitsFor: "payment" })
    expect(host.wallet.recharge).toMatchObject({ isAwaitingMethod: true })
    host.setRecharge()
    host.setRecharge({ waitsFor: "payment" })
    expect(host.wallet.recharge).toMatchObject({ isAwaitingMethod: false })
  })

  it("[RECHARGE-10] without anybody to charge it pauses and is no failure", () => {
    const host = rechargingHost()
    host.adjust("adj_1", -15_000_000n)
    host.fail(pending(host).id, "no_payment_provider", false, "provider")
    expect(host.wallet.recharge).toMatchObject({ failures: 0, pausedUntil: NOW + 3_600_000 })
    expect(automatic(host)).toHaveLength(1)
  })
})

describe("failures", () => {
  it.each([1, 2, 5])(
    "[RECHARGE-6] turn it off after %i, as it is set; pauses grow to a longest one",
    (max) => {
      const host = rechargingHost({ maxFailures: max })
      host.adjust("adj_1", -15_000_000n)
      const hours = [1, 6, 36, 72]
      for (let count = 1; count <= max; count += 1) {
        const { id } = pending(host)
        host.fail(id, "declined")
        const pause = count === max ? null : host.now + hours[count - 1]! * 3_600_000
        expect(host.wallet.recharge).toMatchObject({
          failures: count,
          enabled: count < max,
          pausedUntil: pause,
        })
        const isOff = count === max
        const payload = {
          topUpId: id,
          amount: "50000000",
          reason: "declined",
          failures: count,
          failuresLeft: max - count,
          nextAttemptAt: pause,
          action: isOff ? "pay" : "none",
          isEmergency: false,
        }
        const topics = ["autorecharge.failed", ...(isOff ? ["autorecharge.disabled"] : [])]
        expect(told(host).slice(-topics.length)).toMatchObject(topics.map((topic) => ({ topic, payload })))
        host.now = pause ?? host.now
        host.expire()
      }
      expect(told(host).filter(({ topic }) => topic === "autorecharge.due")).toHaveLength(max)
    },
  )

  it("[RECHARGE-6] so many stay as they were set until they are set otherwise", () => {
    const host = rechargingHost({ maxFailures: 7 })
    host.setRecharge({ enabled: false })
    host.setRecharge()
    expect(host.wallet.recharge).toMatchObject({ maxFailures: 7 })
  })

  it("[RECHARGE-13] that ask for the customer say so, and where to pay", () => {
    const host = rechargingHost()
    host.adjust("adj_1", -15_000_000n)
    host.fail(pending(host).id, "authentication_required")
    expect(told(host).at(-1)).toMatchObject({ payload: { action: "pay", failuresLeft: 2, payUrl: "" } })
  })
})

it("[RECHARGE-2] a large authorization takes available below the threshold, a release brings it back", () => {
  const host = hostOn()
  host.topUp("top_1", 1_000_000_000n)
  host.setRecharge({ threshold: 990_000_000n })
  host.authorize("hld_1", [{ to: "919876543210", category: "marketing", count: 1_500 }])
  expect(host.wallet.balance).toBe(1_000_000_000n)
  expect(host.wallet.held).toBeGreaterThan(10_000_000n)
  const topUp = pending(host)
  host.release("hld_1")
  expect(host.wallet.held).toBe(0n)
  expect(pending(host)).toEqual(topUp)
  host.complete(topUp.id)
  expect(automatic(host)).toHaveLength(1)
  expect(host.verify()).toEqual([])
})
