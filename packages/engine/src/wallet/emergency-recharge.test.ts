import { describe, expect, it } from "vitest"
import { decodeFacts } from "../ledger/entry-facts.ts"
import { ACCEPTED, automatic, pending, rechargingHost, told } from "../testing/recharging.ts"
import type { WalletHost } from "../testing/wallet-host.ts"
import type { SetRecharge } from "./decide-set-recharge.ts"
import type { TopUp } from "./top-up.ts"

const TERMS = { amount: 300_000_000n, below: 0n, perMonth: 3 }
const AGREED = { ...TERMS, consent: { ...ACCEPTED, textId: "urgent.7" } }
const DAY_MS = 86_400_000
/** 2026-11-22 12:00 UTC is 17:30 in Kolkata: so long to its midnight. */
const TO_MIDNIGHT_MS = 23_400_000

/** 20, recharged by 50 when below 10, by 300 when overdrawn. */
function emergencyHost(parts: Partial<SetRecharge> = {}): WalletHost {
  return rechargingHost({ emergency: AGREED, ...parts })
}

function emergencies(host: WalletHost): TopUp[] {
  return automatic(host).filter(({ reference }) => reference === "emergency")
}

/** Down to what is available then. */
function fallTo(host: WalletHost, available: bigint): void {
  const by = available - host.wallet.balance + host.wallet.held
  if (by !== 0n) host.adjust(`adj_${host.wallet.sequence}`, by)
}

describe("an emergency's terms", () => {
  it("[RECHARGE-11] need a consent of their own, whoever sets them", () => {
    const host = rechargingHost({ consent: ACCEPTED })
    expect(host.setRecharge({ emergency: TERMS, consent: ACCEPTED })).toEqual({
      ok: false,
      refusal: { code: "consent_required" },
    })
    const first = host.wallet.recharge!.consent!
    expect(host.setRecharge({ emergency: AGREED }).ok).toBe(true)
    const { recharge, sequence } = host.wallet
    expect(recharge).toMatchObject({ emergency: TERMS, consent: first, consentSequence: sequence })
    expect(decodeFacts(host.rows.entries.at(-1)!.facts).recharge!.emergencyConsent).toMatchObject({
      covers: "emergency",
      textId: "urgent.7",
      amount: 300_000_000n,
      threshold: 0n,
      perMonth: 3,
      sequence,
      previous: first.sequence,
    })
    expect(host.verify()).toEqual([])
  })

  it.each([
    ["less", { amount: 1n, perMonth: 1 }, true],
    ["a higher amount", { amount: TERMS.amount + 1n }, false],
    ["sooner", { below: 1n }, false],
    ["oftener", { perMonth: 4 }, false],
  ])("[RECHARGE-11] set to %s they need another one only where more is charged", (_, parts, isTaken) => {
    const host = emergencyHost()
    expect(host.setRecharge({ emergency: { ...TERMS, ...parts } }).ok).toBe(isTaken)
  })

  it("[RECHARGE-11] stay while it stays on and nothing is said of them; turned off, they are gone", () => {
    const host = emergencyHost()
    host.setRecharge({ amount: 40_000_000n })
    expect(host.wallet.recharge).toMatchObject({ emergency: TERMS })
    host.setRecharge({ emergency: null })
    expect(host.wallet.recharge).toMatchObject({ emergency: null })
    host.setRecharge({ emergency: AGREED })
    host.setRecharge({ enabled: false })
    host.setRecharge()
    expect(host.wallet.recharge).toMatchObject({ emergency: null })
  })
})

describe("an emergency", () => {
  it("[RECHARGE-12] makes the larger top-up, when available is strictly below", () => {
    const host = emergencyHost()
    fallTo(host, 10_000_000n)
    fallTo(host, 0n)
    expect(emergencies(host)).toEqual([])
    host.complete(pending(host).id)
    fallTo(host, -1n)
    expect(pending(host)).toMatchObject({ amount: 300_000_000n, reference: "emergency" })
    expect(told(host).at(-1)).toMatchObject({
      topic: "autorecharge.due",
      payload: { amount: "300000000" },
    })
    host.complete(pending(host).id)
    expect(told(host).at(-1)).toMatchObject({
      topic: "autorecharge.succeeded",
      payload: { isEmergency: true, amount: "300000000" },
    })
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-12] counts what is held as not available", () => {
    const host = emergencyHost({ threshold: 0n, emergency: { ...AGREED, below: 19_990_000n } })
    host.authorize("hld_1", [{ to: "919876543210", category: "marketing", count: 1 }])
    expect(host.wallet.balance).toBe(20_000_000n)
    expect(emergencies(host)).toHaveLength(1)
  })

  it("[RECHARGE-12] is not held up by a pause, and its failure is one", () => {
    const host = emergencyHost()
    fallTo(host, 5_000_000n)
    host.fail(pending(host).id)
    expect(automatic(host)).toHaveLength(1)
    fallTo(host, -1n)
    host.fail(pending(host).id)
    expect(emergencies(host)).toHaveLength(1)
    expect(host.wallet.recharge).toMatchObject({ failures: 2, pausedUntil: host.now + 6 * 3_600_000 })
    expect(told(host).at(-1)).toMatchObject({ payload: { isEmergency: true, failuresLeft: 1 } })
    host.now += 6 * 3_600_000
    host.expire()
    expect(pending(host)).toMatchObject({ amount: 50_000_000n, reference: "" })
  })

  it("[RECHARGE-12] goes beyond the monthly limit and counts in it", () => {
    const host = emergencyHost({ monthlyLimit: 50_000_000n })
    fallTo(host, 5_000_000n)
    host.complete(pending(host).id)
    fallTo(host, 5_000_000n)
    expect(automatic(host)).toHaveLength(1)
    fallTo(host, -1n)
    host.complete(pending(host).id)
    expect(host.wallet.recharge).toMatchObject({ credited: 350_000_000n })
    fallTo(host, 5_000_000n)
    expect(automatic(host)).toHaveLength(2)
  })

  it("[RECHARGE-12] waits for a top-up that is under way, and comes when that failed", () => {
    const host = emergencyHost()
    fallTo(host, 5_000_000n)
    const ordinary = pending(host)
    fallTo(host, -1n)
    expect(emergencies(host)).toEqual([])
    host.fail(ordinary.id)
    expect(emergencies(host)).toHaveLength(1)
    expect(pending(host).reference).toBe("emergency")
  })

  it("[RECHARGE-12] is made once a crossing: not again before available was back", () => {
    const host = emergencyHost({ amount: 10_000_000n, emergency: { ...AGREED, amount: 10_000_000n } })
    fallTo(host, -100_000_000n)
    host.complete(pending(host).id)
    // Still below: the ordinary ones go on.
    expect(pending(host).reference).toBe("")
    host.now += 2 * DAY_MS
    host.complete(pending(host).id)
    expect(emergencies(host)).toHaveLength(1)
    const { id } = pending(host)
    fallTo(host, 50_000_000n)
    host.complete(id)
    expect(host.rows.entries.some(({ kind }) => kind === "recharge_rearmed")).toBe(true)
    fallTo(host, -1n)
    expect(emergencies(host)).toHaveLength(2)
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-12] is made once a day of the customer's: the next crossing waits for midnight", () => {
    const host = emergencyHost({ threshold: 0n })
    fallTo(host, -1n)
    host.complete(pending(host).id)
    host.setRecharge({ threshold: 0n, monthlyLimit: 1n })
    fallTo(host, -1n)
    expect(emergencies(host)).toHaveLength(1)
    expect(host.wallet.nextDueAt).toBe(host.now + TO_MIDNIGHT_MS)
    host.now += TO_MIDNIGHT_MS - 1
    host.expire()
    expect(emergencies(host)).toHaveLength(1)
    host.now += 1
    host.expire()
    expect(emergencies(host)).toHaveLength(2)
  })

  it("[RECHARGE-12] is made so often a month; agreeing anew gives no more", () => {
    const host = emergencyHost({ monthlyLimit: 1n, emergency: { ...AGREED, perMonth: 2 } })
    for (const made of [1, 2, 2]) {
      fallTo(host, -1n)
      expect(emergencies(host)).toHaveLength(made)
      const last = emergencies(host).at(-1)!
      if (last.status === "pending") host.complete(last.id)
      fallTo(host, 20_000_000n)
      host.setRecharge({ enabled: false })
      host.setRecharge({ monthlyLimit: 1n, emergency: { ...AGREED, perMonth: 2 } })
      host.now += DAY_MS
    }
    fallTo(host, -1n)
    // 2026-12-01 in Kolkata.
    expect(host.wallet.nextDueAt).toBe(Date.UTC(2026, 10, 30, 18, 30))
    host.now = Date.UTC(2026, 10, 30, 18, 30)
    host.expire()
    expect(emergencies(host)).toHaveLength(3)
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-12] waits for a means of payment as every top-up does, and is none on a suspended wallet", () => {
    const host = emergencyHost({ waitsFor: "method" })
    fallTo(host, -1n)
    expect(automatic(host)).toEqual([])
    const other = emergencyHost()
    other.update({ status: "suspended" })
    fallTo(other, -1n)
    expect(automatic(other)).toEqual([])
  })
})
