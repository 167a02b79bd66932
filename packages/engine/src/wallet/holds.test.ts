import { describe, expect, it } from "vitest"
import { buildEvent, NOW } from "../testing/builders.ts"
import { decodeFacts } from "../ledger/entry-facts.ts"
import { HOLDS_PER_ENTRY_MAX } from "./draft.ts"
import { hostOn, perMessage } from "../testing/summaries.ts"
import type { QuoteMessage } from "../pricing/quote.ts"
import type { UsageEvent } from "../pricing/usage-event.ts"
import type { WalletHost } from "../testing/wallet-host.ts"

const HOUR_MS = 3_600_000

/** Marketing to India is 11,800 micros, utility 1,400. */
function funded(amount = 100_000n): WalletHost {
  const host = hostOn()
  host.topUp("top_1", amount)
  return host
}

function marketing(count: number, parts: Partial<QuoteMessage> = {}): QuoteMessage {
  return { to: "919876543210", category: "marketing", count, ...parts }
}

function bind(
  messageId: string,
  kind: "sent" | "delivered" | "failed",
  authorizationId?: string,
): UsageEvent {
  return buildEvent({
    messageIds: [messageId],
    kind,
    ...(authorizationId === undefined ? {} : { authorizationId }),
  })
}

function stateOf(host: WalletHost, id = "hld_1"): [string, number[], bigint] {
  const { state, lines, heldOwn, heldShared } = host.rows.holds.get(id)!
  return [state, lines.map(({ remaining }) => remaining), heldOwn + heldShared]
}

describe("authorizations", () => {
  it("[HOLD-1] hold what the messages cost if all are delivered, all of it or nothing", () => {
    const host = hostOn({ fees: [perMessage(1_000n), perMessage(9n, { on: ["failed"] })] })
    host.topUp("top_1", 100_000n)
    const answer = host.authorize("hld_1", [marketing(2), { market: "India", category: "utility", count: 3 }])
    expect(answer).toMatchObject({ ok: true, value: { held: 2n * 12_800n + 3n * 2_400n } })
    expect(host.wallet).toMatchObject({ balance: 100_000n, held: 32_800n })
    const before = structuredClone(host.rows.books())
    expect(host.authorize("hld_2", [marketing(1), marketing(9)]).ok).toBe(false)
    expect(host.rows.books()).toEqual(before)
    expect(host.verify()).toEqual([])
  })

  it("[HOLD-1] an allowance unit is reserved for each unit that an allowance pays", () => {
    const host = hostOn()
    host.authorize("hld_1", [{ market: "India", category: "service", count: 7 }])
    expect([...host.rows.counters.values()].map(({ used, reserved }) => [used, reserved])).toEqual([[0, 7]])
    host.release("hld_1")
    expect([...host.rows.counters.values()].map(({ used, reserved }) => [used, reserved])).toEqual([[0, 0]])
    expect(host.verify()).toEqual([])
  })

  const spendables: readonly (readonly [credit: bigint, overdraft: bigint, isAccepted: boolean])[] = [
    [11_800n, 0n, true],
    [11_799n, 0n, false],
    [1_800n, 10_000n, true],
    [1_800n, 9_999n, false],
  ]
  it.each(spendables)(
    "[HOLD-2] %i micros and %i of overdraft for a message of 11,800",
    (credit, overdraftLimit, isAccepted) => {
      const host = funded(credit)
      host.update({ overdraftLimit })
      const answer = host.authorize("hld_1", [marketing(1)])
      expect(answer.ok).toBe(isAccepted)
      if (!answer.ok) {
        expect(answer.refusal).toEqual({
          code: "insufficient_funds",
          spendable: credit + overdraftLimit,
          required: 11_800n,
        })
      } else expect(host.spendable).toBe(0n)
    },
  )

  it("[HOLD-2] exactly floor(balance / price) authorizations are accepted", () => {
    const host = funded(123_456n)
    const accepted = Array.from(
      { length: 20 },
      (_, place) => host.authorize(`hld_${place}`, [marketing(1)]).ok,
    )
    expect(accepted.filter(Boolean).length).toBe(Number(123_456n / 11_800n))
    expect(accepted.lastIndexOf(true)).toBe(9)
    expect(host.spendable).toBe(123_456n - 118_000n)
  })

  it("[HOLD-2] one priced at zero is accepted on any active wallet, however overdrawn", () => {
    const host = hostOn()
    host.adjust("adj_1", -5_000_000n)
    expect(host.authorize("hld_1", [{ market: "India", category: "service", count: 2 }])).toMatchObject({
      ok: true,
      value: { held: 0n },
    })
    host.update({ status: "suspended" })
    expect(host.authorize("hld_2", [{ market: "India", category: "service", count: 2 }]).ok).toBe(false)
  })

  it("[HOLD-3] refusals in their order; the same request answers the hold that is there", () => {
    const host = funded()
    const first = host.authorize("hld_1", [marketing(1)])
    expect(host.authorize("hld_1", [marketing(1)])).toEqual({
      ok: true,
      value: { hold: host.rows.holds.get("hld_1"), held: 11_800n },
    })
    expect(first.ok).toBe(true)
    host.update({ status: "suspended" })
    const codes = [
      host.authorize("hld_1", [marketing(1)]),
      host.authorize("hld_1", [marketing(99)]),
      host.authorize("hld_2", [marketing(99, { market: "Atlantis" })]),
    ].map((answer) => (answer.ok ? "ok" : answer.refusal.code))
    expect(codes).toEqual(["ok", "id_taken", "wallet_not_active"])
    host.update({ status: "active" })
    const atlantis = { market: "Atlantis", category: "marketing", count: 1 } as const
    expect(host.authorize("hld_2", [marketing(99), atlantis])).toEqual({
      ok: false,
      refusal: { code: "unknown_market", index: 1 },
    })
    expect(host.authorize("hld_2", [marketing(99)])).toMatchObject({
      ok: false,
      refusal: { code: "insufficient_funds" },
    })
  })

  it("[HOLD-3] a request that comes again after the hold expired answers it as expired", () => {
    const host = funded()
    host.authorize("hld_1", [marketing(1)])
    host.now += HOUR_MS
    const hour = { seconds: 0 }
    expect(host.authorize("hld_1", [marketing(1)], hour)).toMatchObject({
      ok: true,
      value: { hold: { state: "expired" }, held: 0n },
    })
    expect(host.wallet.held).toBe(0n)
  })
})

describe("capture, release, expiry", () => {
  it("[HOLD-4] what is freed goes back to the sender's own part first", () => {
    const host = funded()
    host.allot({ senderId: "s1", amount: 12_000n, mayUseShared: true })
    host.authorize("hld_1", [marketing(2)])
    expect(host.rows.accounts.get("customer:held@s1")).toBe(12_000n)
    expect(host.rows.accounts.get("customer:held")).toBe(11_600n)
    host.settle(bind("m1", "failed", "hld_1"))
    expect(host.rows.accounts.get("customer:available@s1")).toBe(11_800n)
    expect(host.rows.holds.get("hld_1")).toMatchObject({ heldOwn: 200n, heldShared: 11_600n })
    host.release("hld_1")
    expect(host.rows.accounts.get("customer:available@s1")).toBe(12_000n)
    expect(host.wallet.held).toBe(0n)
    expect(host.verify()).toEqual([])
  })

  it("[HOLD-5] a delivery captures one unit, once, and a failure frees one", () => {
    const host = funded()
    host.authorize("hld_1", [marketing(3)])
    host.settle(bind("m1", "sent", "hld_1"))
    expect(stateOf(host)).toEqual(["open", [3], 35_400n])
    host.settle(bind("m1", "delivered"), bind("m1", "delivered"), bind("m1", "failed"))
    expect(stateOf(host)).toEqual(["open", [2], 23_600n])
    expect(host.wallet.balance).toBe(88_200n)
    host.settle(bind("m2", "failed", "hld_1"), bind("m2", "delivered"))
    expect(stateOf(host)).toEqual(["open", [1], 11_800n])
    host.settle(bind("m3", "delivered", "hld_1"))
    expect(stateOf(host)).toEqual(["captured", [0], 0n])
    expect(host.wallet).toMatchObject({ balance: 64_600n, held: 0n })
  })

  it("[HOLD-5] found by the event's word, then Meta's, then the listed id", () => {
    const host = funded()
    for (const id of ["hld_1", "hld_2", "hld_3"])
      host.authorize(id, [marketing(1, { messageId: `of-${id}` })])
    host.settle(
      buildEvent({ messageIds: ["of-hld_3"], authorizationId: "hld_1", callbackData: "hld_2" }),
      buildEvent({ messageIds: ["of-hld_1"], authorizationId: "nobody", callbackData: "hld_2" }),
      buildEvent({ messageIds: ["x"] }),
    )
    expect(["hld_1", "hld_2", "hld_3"].map((id) => stateOf(host, id)[0])).toEqual([
      "captured",
      "captured",
      "open",
    ])
    host.settle(buildEvent({ messageIds: ["of-hld_2", "y"], callbackData: "free text" }))
    expect(stateOf(host, "hld_3")[0]).toBe("open")
    expect(host.verify()).toEqual([])
  })

  it("[HOLD-5] of the line listed for it, else the like line, else one of its category, else any", () => {
    const host = funded(1_000_000n)
    host.authorize("hld_1", [
      marketing(1, { messageId: "m9" }),
      { market: "India", category: "utility", count: 1 },
      marketing(1, { channel: "mm_lite" }),
      marketing(1),
    ])
    const remaining = () => stateOf(host)[1]
    const steps: readonly (readonly [message: string, parts: object, expected: number[]])[] = [
      ["m1", {}, [1, 1, 1, 0]],
      ["m2", {}, [1, 1, 0, 0]],
      ["m9", { category: "utility" }, [0, 1, 0, 0]],
      ["m3", { category: "authentication" }, [0, 0, 0, 0]],
    ]
    for (const [message, parts, expected] of steps) {
      host.settle(buildEvent({ messageIds: [message], authorizationId: "hld_1", ...parts }))
      expect(remaining(), message).toEqual(expected)
    }
    expect(host.verify()).toEqual([])
  })

  it("[HOLD-6] release frees all that is left, and again it changes nothing", () => {
    const host = funded()
    host.authorize("hld_1", [marketing(3)])
    host.settle(bind("m1", "delivered", "hld_1"))
    expect(host.release("hld_1")).toMatchObject({ ok: true, value: { state: "released" } })
    expect(host.wallet).toMatchObject({ balance: 88_200n, held: 0n })
    const { sequence } = host.wallet
    expect(host.release("hld_1")).toMatchObject({ ok: true, value: { state: "released" } })
    expect(host.wallet.sequence).toBe(sequence)
    expect(host.release("nobody")).toEqual({ ok: false, refusal: { code: "not_found" } })
  })

  it.each(["released", "expired"])(
    "[HOLD-6] a delivery after its hold was %s is charged all the same",
    (how) => {
      const host = funded(20_000n)
      host.authorize("hld_1", [marketing(1)])
      host.settle(bind("m1", "sent", "hld_1"))
      if (how === "released") host.release("hld_1")
      else host.now += HOUR_MS
      host.authorize("hld_2", [marketing(1)])
      host.settle(bind("m1", "delivered"))
      expect(stateOf(host)).toEqual([how, [0], 0n])
      expect(host.wallet).toMatchObject({ balance: 8_200n, held: 11_800n })
      expect(host.spendable).toBe(-3_600n)
      expect(host.authorize("hld_3", [marketing(1)]).ok).toBe(false)
      expect(host.verify()).toEqual([])
    },
  )

  it("[HOLD-7] a hold expires at its instant, and every command does what is due before its own work", () => {
    const host = funded(11_800n)
    host.authorize("hld_1", [marketing(1)])
    expect(host.wallet.nextDueAt).toBe(NOW + HOUR_MS)
    host.now = NOW + HOUR_MS - 1
    expect(host.authorize("hld_2", [marketing(1)]).ok).toBe(false)
    host.now = NOW + HOUR_MS
    expect(host.authorize("hld_2", [marketing(1)]).ok).toBe(true)
    expect(stateOf(host)).toEqual(["expired", [0], 0n])
    expect(host.rows.entries.slice(-2).map(({ kind }) => kind)).toEqual(["expired", "authorized"])
    host.now += HOUR_MS
    expect(host.expire()).toEqual({ expired: 1 })
    expect(host.wallet.nextDueAt).toBe(null)
    expect(host.verify()).toEqual([])
  })

  it("[HOLD-7] [INV-12] due holds are done the soonest first, in whatever order they were loaded", () => {
    const heads = [false, true].map((isReversed) => {
      const host = funded()
      host.authorize("hld_2", [marketing(1)])
      host.authorize("hld_3", [marketing(1)], { seconds: 60 })
      host.authorize("hld_1", [marketing(1)])
      host.now = NOW + HOUR_MS
      const load = host.rows.load.bind(host.rows)
      host.rows.load = (names) => {
        const state = load(names)
        return isReversed ? { ...state, holds: new Map([...state.holds].reverse()) } : state
      }
      host.expire()
      const { holdChanges } = decodeFacts(host.rows.entries.at(-1)!.facts)
      expect(holdChanges.map(({ id }) => id)).toEqual(["hld_3", "hld_1", "hld_2"])
      return host.wallet.head
    })
    expect(heads[1]).toBe(heads[0])
  })

  const commands: readonly (readonly [what: string, run: (host: WalletHost) => unknown])[] = [
    ["an authorization", (host) => host.authorize("hld_new", [marketing(1_200)])],
    ["events", (host) => host.settle(bind("m1", "delivered", "hld_1199"))],
    ["a release", (host) => host.release("hld_1199")],
    ["an allotment", (host) => host.allot({ senderId: "s1", amount: 14_160_000n, mayUseShared: false })],
    ["a sweep", (host) => host.expire()],
  ]
  it.each(commands)("[HOLD-7] 1,200 holds that are due at once are all done before %s", (_, run) => {
    const host = funded(1_200n * 11_800n)
    for (let n = 0; n < 1_200; n += 1) host.authorize(`hld_${n}`, [marketing(1)], { seconds: 3_600 + n })
    expect(host.spendable).toBe(0n)
    host.now = NOW + 2 * HOUR_MS
    run(host)
    const states = [...host.rows.holds.values()]
      .filter(({ id }) => id !== "hld_new")
      .map(({ state }) => state)
    expect(states).toEqual(Array<string>(1_200).fill("expired"))
    const isHeldAgain = host.rows.holds.has("hld_new")
    expect(host.wallet.held).toBe(isHeldAgain ? 14_160_000n : 0n)
    expect(host.wallet.nextDueAt).toBe(isHeldAgain ? host.now + HOUR_MS : null)
    expect(host.rows.entries.filter(({ kind }) => kind === "expired")).toHaveLength(1)
    expect(host.verify()).toEqual([])
  })

  it("[LED-9] an entry has a hold whole when it opens it, and then only what changed of it", () => {
    const host = funded(1_000n * 11_800n)
    const messages = Array.from({ length: 1_000 }, (_, line) => marketing(1, { messageId: `m${line}` }))
    host.authorize("hld_1", messages)
    expect(decodeFacts(host.rows.entries.at(-1)!.facts)).toMatchObject({
      holds: [host.rows.holds.get("hld_1")],
      holdChanges: [],
    })
    host.settle(bind("m7", "delivered"), bind("m9", "failed"))
    expect(decodeFacts(host.rows.entries.at(-1)!.facts)).toMatchObject({
      holds: [],
      holdChanges: [
        {
          id: "hld_1",
          state: "open",
          heldOwn: 0n,
          heldShared: 998n * 11_800n,
          remaining: [
            [7, 0],
            [9, 0],
          ],
        },
      ],
    })
    host.release("hld_1")
    expect(decodeFacts(host.rows.entries.at(-1)!.facts).holdChanges).toEqual([
      { id: "hld_1", state: "released", heldOwn: 0n, heldShared: 0n, remaining: null },
    ])
    expect(host.rows.holds.get("hld_1")!.state).toBe("released")
    expect(host.verify()).toEqual([])
  })

  it("[LED-9] more holds that are due than an entry takes are several entries of the command, each below 2 MB", () => {
    const count = HOLDS_PER_ENTRY_MAX + 1
    const host = funded(BigInt(count) * 11_800n)
    const idOf = (n: number): string => `hld_${n}.`.padEnd(200, "x")
    for (let n = 0; n < count; n += 1) host.authorize(idOf(n), [marketing(1)])
    host.now += HOUR_MS
    host.expire()
    const expired = host.rows.entries.filter(({ kind }) => kind === "expired")
    expect(expired.map(({ facts }) => decodeFacts(facts).holdChanges.length)).toEqual([
      HOLDS_PER_ENTRY_MAX,
      1,
    ])
    expect(new Set(expired.map(({ commandId }) => commandId)).size).toBe(1)
    for (const { facts } of expired) expect(facts.length).toBeLessThan(1_000_000)
    expect(host.wallet).toMatchObject({ held: 0n, nextDueAt: null })
    expect(host.verify()).toEqual([])
  })

  it("[HOLD-7] a hold that fell due between a clock that went back and the last entry is done too", () => {
    const host = funded()
    host.now = NOW + HOUR_MS
    host.adjust("adj_1", 1n)
    host.now = NOW
    host.authorize("hld_1", [marketing(1)], { seconds: 60 })
    expect(host.wallet.nextDueAt).toBe(NOW + 60_000)
    host.adjust("adj_2", 1n)
    expect(stateOf(host)).toEqual(["expired", [0], 0n])
    expect([host.wallet.held, host.wallet.nextDueAt]).toEqual([0n, null])
    expect(host.verify()).toEqual([])
  })
})
