import { describe, expect, it } from "vitest"
import { buildEvent, buildSender } from "../testing/builders.ts"
import { ALLOTMENTS_MAX } from "./decide-allot.ts"
import { hostOn } from "../testing/summaries.ts"
import type { WalletHost } from "../testing/wallet-host.ts"

const SENDERS = ["s1", "s2", "s3"].map((id) => buildSender({ id }))

/** 100,000 micros; s1 has 20,000 of its own and may use the shared part, s2 has 15,000 and may not, s3 has none. */
function allotted(): WalletHost {
  const host = hostOn({}, SENDERS)
  host.topUp("top_1", 100_000n)
  host.allot(
    { senderId: "s1", amount: 20_000n, mayUseShared: true },
    { senderId: "s2", amount: 15_000n, mayUseShared: false },
  )
  return host
}

function parts(host: WalletHost): Record<string, bigint | undefined> {
  const of = (key: string) => host.rows.accounts.get(`customer:available${key}`)
  return { shared: of(""), s1: of("@s1"), s2: of("@s2") }
}

function deliver(host: WalletHost, senderId: string, count = 1): void {
  const from = host.rows.messages.size
  for (let place = 0; place < count; place++)
    host.settle(buildEvent({ messageIds: [`m${from + place}`], senderId }))
}

describe("allotments", () => {
  it("[ALLOT-1] the list is whole: each part becomes its amount, a sender left out gives its part back", () => {
    const host = allotted()
    expect(parts(host)).toEqual({ shared: 65_000n, s1: 20_000n, s2: 15_000n })
    host.allot({ senderId: "s1", amount: 5_000n, mayUseShared: false })
    expect(parts(host)).toEqual({ shared: 95_000n, s1: 5_000n, s2: 0n })
    expect(host.wallet.balance).toBe(100_000n)
    expect(host.verify()).toEqual([])
  })

  it("[ALLOT-1] together at most what is available", () => {
    const host = allotted()
    const all = (amount: bigint) => [
      { senderId: "s1", amount, mayUseShared: true },
      { senderId: "s2", amount: 40_000n, mayUseShared: true },
    ]
    expect(host.allot(...all(60_001n))).toEqual({
      ok: false,
      refusal: { code: "insufficient_funds", spendable: 100_000n, required: 100_001n },
    })
    expect(host.allot(...all(60_000n)).ok).toBe(true)
    host.authorize("hld_1", [{ market: "India", category: "marketing", count: 1 }], { senderId: "s1" })
    expect(host.allot(...all(60_000n)).ok).toBe(false)
    expect(host.allot(...all(48_200n)).ok).toBe(true)
    expect(host.verify()).toEqual([])
  })

  it("[ALLOT-4] one part is set, and no other moves", () => {
    const host = allotted()
    deliver(host, "s2", 1)
    const before = parts(host)
    expect(host.allotNumber({ senderId: "s1", amount: 30_000n })).toEqual({
      ok: true,
      value: { senderId: "s1", amount: 30_000n, mayUseShared: true },
    })
    expect(parts(host)).toEqual({ ...before, shared: before["shared"]! - 10_000n, s1: 30_000n })
    host.allotNumber({ senderId: "s1", mayUseShared: false })
    host.allotNumber({ senderId: "s3", amount: 5n, mayUseShared: false })
    host.allotNumber({ senderId: "s2", amount: null })
    expect(host.rows.allotments).toEqual([
      { senderId: "s1", amount: 30_000n, mayUseShared: false },
      { senderId: "s3", amount: 5n, mayUseShared: false },
    ])
    expect(host.rows.accounts.get("customer:available@s2")).toBe(0n)
    expect(host.verify()).toEqual([])
  })

  it("[ALLOT-4] in whatever order the parts were given, the entry has them in one", () => {
    const host = allotted()
    host.allot(
      { senderId: "s3", amount: 1n, mayUseShared: true },
      { senderId: "s1", amount: 1n, mayUseShared: true },
      { senderId: "s2", amount: 1n, mayUseShared: true },
    )
    host.allotNumber({ senderId: "s2", amount: null })
    expect(host.rows.allotments.map(({ senderId }) => senderId)).toEqual(["s1", "s3"])
  })

  it("[ALLOT-4] at most what the shared part has; less is always taken back", () => {
    const host = allotted()
    expect(host.allotNumber({ senderId: "s3", amount: 65_001n })).toEqual({
      ok: false,
      refusal: { code: "insufficient_funds", spendable: 65_000n, required: 65_001n },
    })
    expect(host.allotNumber({ senderId: "s1", amount: 85_001n }).ok).toBe(false)
    expect(host.allotNumber({ senderId: "s1", amount: 85_000n }).ok).toBe(true)
    expect(parts(host)).toEqual({ shared: 0n, s1: 85_000n, s2: 15_000n })
    expect(host.allotNumber({ senderId: "s1", amount: 0n }).ok).toBe(true)
    expect(host.verify()).toEqual([])
  })

  it("[ALLOT-4] there are at most ALLOTMENTS_MAX parts", () => {
    const host = hostOn({}, SENDERS)
    const many = Array.from({ length: ALLOTMENTS_MAX }, (_, place) => `n${place}`)
    host.allot(...many.map((senderId) => ({ senderId, amount: 0n, mayUseShared: true })))
    expect(host.allotNumber({ senderId: "s1", mayUseShared: true })).toEqual({
      ok: false,
      refusal: { code: "too_many_allotments", max: ALLOTMENTS_MAX },
    })
    expect(host.allotNumber({ senderId: "n0", mayUseShared: false }).ok).toBe(true)
  })

  it("[ALLOT-2] a charge takes the own part first, then the shared part", () => {
    const host = allotted()
    deliver(host, "s1", 2)
    expect(parts(host)).toEqual({ shared: 61_400n, s1: 0n, s2: 15_000n })
  })

  it("[ALLOT-2] a sender that may not use the shared part goes below zero in its own", () => {
    const host = allotted()
    deliver(host, "s2", 2)
    expect(parts(host)).toEqual({ shared: 65_000n, s1: 20_000n, s2: -8_600n })
    expect(host.wallet.balance).toBe(76_400n)
    expect(host.verify()).toEqual([])
  })

  it("[ALLOT-2] a sender without a part spends the shared part", () => {
    const host = allotted()
    deliver(host, "s3")
    expect(parts(host)).toEqual({ shared: 53_200n, s1: 20_000n, s2: 15_000n })
  })

  const reach: readonly (readonly [senderId: string, overdraft: bigint, spendable: bigint])[] = [
    ["s1", 0n, 85_000n],
    ["s1", 10_000n, 95_000n],
    ["s2", 0n, 15_000n],
    ["s2", 10_000n, 15_000n],
    ["s3", 0n, 65_000n],
    ["s3", 10_000n, 75_000n],
  ]
  it.each(reach)(
    "[ALLOT-3] %s with %i of overdraft may reserve %i",
    (senderId, overdraftLimit, spendable) => {
      const host = allotted()
      host.update({ overdraftLimit })
      const count = 20
      expect(
        host.authorize("hld_1", [{ market: "India", category: "marketing", count }], { senderId }),
      ).toEqual({
        ok: false,
        refusal: { code: "insufficient_funds", spendable, required: 236_000n },
      })
      const fits = Number(spendable / 11_800n)
      const wanted = (units: number) => [{ market: "India", category: "marketing", count: units }] as const
      expect(host.authorize("hld_2", wanted(fits + 1), { senderId }).ok).toBe(false)
      expect(host.authorize("hld_3", wanted(fits), { senderId }).ok).toBe(true)
      expect(host.verify()).toEqual([])
    },
  )

  it("[ALLOT-3] never more than the wallet's spendable", () => {
    const host = allotted()
    deliver(host, "s2", 8)
    expect(host.wallet.balance).toBe(5_600n)
    expect(
      host.authorize("hld_1", [{ market: "India", category: "marketing", count: 1 }], { senderId: "s1" }),
    ).toEqual({
      ok: false,
      refusal: { code: "insufficient_funds", spendable: 5_600n, required: 11_800n },
    })
  })

  it("[ALLOT-5] a number's own top-up credits its part, bonus too, and raises its allotment", () => {
    const host = allotted()
    const bonus = { amount: 1_000n, expiresAt: null }
    host.begin("top_2", 10_000n, { senderId: "s2", bonus })
    expect(host.complete("top_2")).toMatchObject({ ok: true, value: { senderId: "s2" } })
    expect(parts(host)).toEqual({ shared: 65_000n, s1: 20_000n, s2: 26_000n })
    expect(host.rows.allotments).toContainEqual({ senderId: "s2", amount: 26_000n, mayUseShared: false })
    expect(host.rows.allotments).toHaveLength(2)
    expect(host.verify()).toEqual([])
  })

  it("[ALLOT-5] a number without a part gets one that may use the shared part", () => {
    const host = hostOn({}, SENDERS)
    host.begin("top_1", 10_000n, { senderId: "s1" })
    host.complete("top_1")
    expect(parts(host)).toMatchObject({ shared: undefined, s1: 10_000n })
    expect(host.rows.allotments).toEqual([{ senderId: "s1", amount: 10_000n, mayUseShared: true }])
    deliver(host, "s1")
    expect(parts(host)).toMatchObject({ shared: -1_800n, s1: 0n })
    expect(host.verify()).toEqual([])
  })

  it("[ALLOT-5] where no further number can have a part, the shared part is credited", () => {
    const host = hostOn({}, SENDERS)
    const others = Array.from({ length: ALLOTMENTS_MAX }, (_, place) => `other ${place}`)
    host.allot(...others.map((senderId) => ({ senderId, amount: 0n, mayUseShared: true })))
    host.begin("top_1", 10_000n, { senderId: "s1" })
    host.complete("top_1")
    expect(parts(host)).toMatchObject({ shared: 10_000n, s1: undefined })
    expect(host.rows.allotments).toHaveLength(ALLOTMENTS_MAX)
    expect(host.verify()).toEqual([])
  })
})
