import { describe, expect, it } from "vitest"
import { buildEvent, buildSender } from "../testing/builders.ts"
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
})
