import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Auditor } from "../testing/auditor.ts"
import { buildEvent, NOW } from "../testing/builders.ts"
import { hostOn } from "../testing/summaries.ts"
import { walletCommands } from "../testing/wallet-commands.ts"
import { accountKey, type Posting } from "./account.ts"
import { decodeFacts, encodeFacts } from "./entry-facts.ts"
import { messageHash, recipientRef, sha256Hex } from "./fingerprint.ts"
import { foldEntries } from "./fold-entries.ts"
import { canonicalPostings, digestCharges, encodeCharge, GENESIS_HASH, hashEntry } from "./hash-chain.ts"

const RUNS = 60
const TIMEOUT_MS = 60_000

describe("the journal of any wallet", () => {
  it(
    "[LED-1, LED-2, LED-3, LED-6] is balanced, canonical, chained, in order, and folds to the rows",
    () => {
      fc.assert(
        fc.property(walletCommands, (commands) => {
          const auditor = new Auditor()
          for (const command of commands) auditor.run(command)
          const { rows, wallet } = auditor.host
          let previous = { hash: GENESIS_HASH, sequence: 0, at: 0 }
          for (const entry of rows.entries) {
            expect(entry.postings.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n)
            expect(entry.postings.every(({ amount }) => amount !== 0n)).toBe(true)
            const keys = entry.postings.map(({ account, sender }) => `${account} ${sender ?? ""}`)
            expect(keys).toEqual([...new Set(keys)].sort())
            expect(entry.previousHash).toBe(previous.hash)
            expect(entry.sequence).toBe(previous.sequence + 1)
            expect(entry.at).toBeGreaterThanOrEqual(previous.at)
            expect(encodeFacts(decodeFacts(entry.facts))).toBe(entry.facts)
            previous = entry
          }
          const folded = foldEntries(rows.journal())
          expect(folded).toMatchObject({
            sequence: wallet.sequence,
            head: wallet.head,
            balance: wallet.balance,
            held: wallet.held,
          })
          const parts = [...rows.accounts].filter(([key]) => key.startsWith("customer:"))
          expect(parts.reduce((sum, [, amount]) => sum + amount, 0n)).toBe(wallet.balance)
          expect([...rows.accounts.values()].reduce((sum, amount) => sum + amount, 0n)).toBe(0n)
        }),
        { numRuns: RUNS },
      )
    },
    TIMEOUT_MS,
  )

  it("[LED-6] posting times never go back, even when the clock does", () => {
    const host = hostOn()
    host.topUp("top_1", 100n)
    host.now = NOW - 60_000
    host.settle(buildEvent({ occurredAt: NOW - 120_000 }))
    expect(host.rows.entries.map(({ at }) => at)).toEqual([NOW, NOW, NOW])
    expect(host.rows.charges.map(({ instant, postedAt }) => [instant, postedAt])).toEqual([
      [NOW - 120_000, NOW],
      [NOW - 120_000, NOW],
    ])
    expect(host.verify()).toEqual([])
  })
})

describe("postings", () => {
  it("[LED-2] are sorted by account, then sender, by code units, without zeros", () => {
    const postings: Posting[] = [
      { account: "operator:cash", amount: 1n },
      { account: "customer:available", sender: "b", amount: 2n },
      { account: "customer:available", sender: "B", amount: 3n },
      { account: "customer:held", amount: 0n },
      { account: "customer:available", amount: -6n },
    ]
    expect(canonicalPostings(postings).map(({ account, sender }) => accountKey(account, sender))).toEqual([
      "customer:available",
      "customer:available@B",
      "customer:available@b",
      "operator:cash",
    ])
  })
})

describe("hashes", () => {
  it("[LED-4] an entry's hash is over the canonical array", () => {
    const host = hostOn()
    host.topUp("top_1", 100n)
    const entry = host.rows.entries[1]!
    const array = [
      "tollgate-entry-1",
      "wal_1",
      2,
      host.rows.entries[0]!.hash,
      NOW,
      "cmd_1",
      "topped_up",
      [
        ["customer:available", "", "100"],
        ["operator:cash", "", "-100"],
      ],
      sha256Hex(""),
      sha256Hex(entry.facts),
    ]
    expect(entry.hash).toBe(sha256Hex(JSON.stringify(array)))
    expect(hashEntry(entry)).toBe(entry.hash)
  })

  it("[LED-5] the charges digest covers each charge's line, and of the recipient its HMAC only", () => {
    const host = hostOn()
    host.settle(buildEvent())
    const { charges, entries, wallet } = host.rows
    expect(entries.at(-1)!.chargesDigest).toBe(sha256Hex(charges.map(encodeCharge).join("")))
    expect(digestCharges(charges.map((one) => ({ ...one, recipient: "" })))).toBe(
      entries.at(-1)!.chargesDigest,
    )
    expect(charges[0]!.recipientRef).toBe(recipientRef(wallet.recipientKey, "919876543210"))
    expect(charges[0]!.recipientRef).toMatch(/^[0-9a-f]{32}$/)
  })

  it("[EVT-2] a message hash is the first 52 bits of SHA-256, a safe integer", () => {
    for (const id of ["", "m1", "wamid.HBgL", "\u{1f4b8}"]) {
      expect(messageHash(id)).toBe(Number(BigInt(`0x${sha256Hex(id).slice(0, 13)}`)))
      expect(Number.isSafeInteger(messageHash(id))).toBe(true)
    }
  })
})
