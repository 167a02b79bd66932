import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  decideOpen,
  decideSettle,
  decideTopUp,
  GUPSHUP_PLAN,
  namesOfSettle,
  namesOfTopUp,
} from "@tollgate/engine"
import {
  buildEvent,
  buildFacts,
  buildPlan,
  buildSender,
  KOLKATA,
  NOW,
  RECIPIENT_KEY,
} from "@tollgate/engine/testing"
import { expect, it } from "vitest"
import { mapDecision } from "./spending/execute.ts"
import { createSqlWalletStore } from "./storage/sql-wallet-store.ts"
import { openNodeDriver } from "./storage/sqlite/node-driver.ts"
import type { WalletStore } from "./storage/wallet-store.ts"

const PACKAGES = new URL("../../", import.meta.url)
const SPEC = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8")
const ENGINE_SPEC = readFileSync(new URL("engine/SPEC.md", PACKAGES), "utf8")
const RULES = rulesOf(SPEC)
const ENGINE_RULES = rulesOf(ENGINE_SPEC)
const ALL_RULES: ReadonlySet<string> = new Set([...RULES, ...ENGINE_RULES])
const PREFIXES: ReadonlySet<string> = new Set([...ALL_RULES].map(prefixOf))

/** Rules that no test cites, each with its reason. */
const UNCITED: ReadonlyMap<string, string> = new Map()

function rulesOf(spec: string): string[] {
  return [...spec.matchAll(/^- \*\*([A-Z]+-\d+)\*\* /gm)].map(([, rule]) => rule!)
}

function prefixOf(rule: string): string {
  return rule.slice(0, rule.lastIndexOf("-"))
}

function* sources(...folders: readonly string[]): Generator<readonly [path: string, text: string]> {
  for (const folder of folders) {
    const options = { recursive: true, withFileTypes: true } as const
    for (const entry of readdirSync(new URL(folder, PACKAGES), options)) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && path.endsWith(".ts")) yield [path, readFileSync(path, "utf8")]
    }
  }
}

/** The rules in brackets in titles of tests: `[HTTP-4]`, or several in one pair. */
function citedIn(text: string): string[] {
  return [...text.matchAll(/\[([A-Z]+-\d+[^\]\n]*)\]/g)].flatMap(([, inside]) =>
    inside!.match(/[A-Z]+-\d+/g)!,
  )
}

const TESTS = [
  "engine/src/",
  "server/src/",
  "server/runtime-tests/",
  "server/workerd-tests/",
  "../test/scenarios/",
]
const cited = new Set([...sources(...TESTS)].flatMap(([, text]) => citedIn(text)))

it("[SPEC-1] SPEC.md has each rule once, in order, and none of the engine's", () => {
  expect(ALL_RULES.size).toBe(RULES.length + ENGINE_RULES.length)
  for (const prefix of new Set(RULES.map(prefixOf))) {
    const numbers = RULES.filter((rule) => prefixOf(rule) === prefix).map((rule) =>
      Number(rule.split("-").at(-1)),
    )
    expect(numbers, prefix).toEqual(numbers.map((_, index) => index + 1))
  }
})

it("[SPEC-1] every rule that a test cites is in a SPEC.md", () => {
  expect([...cited].filter((rule) => !ALL_RULES.has(rule))).toEqual([])
})

it("[SPEC-1] every rule of SPEC.md is cited by a test", () => {
  expect(RULES.filter((rule) => !cited.has(rule) && !UNCITED.has(rule))).toEqual([])
})

it("[SPEC-1] every rule that a comment names is in a SPEC.md", () => {
  for (const [path, text] of sources("server/src/", "../test/scenarios/", "../test/support/")) {
    // A number of an invoice, `INV-2026-000001`, is no rule.
    const named = text.match(/\b[A-Z]+-\d{1,3}\b/g) ?? []
    expect(
      named.filter((rule) => PREFIXES.has(prefixOf(rule)) && !ALL_RULES.has(rule)),
      path,
    ).toEqual([])
  }
})

/** A wallet on disk with a top-up and two messages, one of them inbound. */
async function fillWallet(store: WalletStore): Promise<void> {
  const opening = {
    commandId: "c1",
    id: "wal_1",
    customerId: "cus_1",
    currency: "USD",
    recipientKey: RECIPIENT_KEY,
  }
  const answered = (body: unknown) => ({ status: 200, body })
  await store.open("wal_1", (existing) =>
    mapDecision(decideOpen(existing, opening, KOLKATA, NOW), () => answered(null)),
  )
  const facts = buildFacts(buildPlan(GUPSHUP_PLAN))
  const topUp = {
    commandId: "c2",
    id: "top_1",
    method: "manual",
    amount: 50_000_000n,
    reference: 'Bank "é"',
  } as const
  await store.execute("wal_1", {
    names: () => namesOfTopUp(topUp, NOW),
    decide: (state) => mapDecision(decideTopUp(state, topUp, facts, NOW), () => answered(null)),
  })
  const inbound = buildEvent({ messageIds: ["m2"], kind: "received" })
  const sender = buildSender()
  const settle = { commandId: "c3", events: [buildEvent(), inbound], senders: new Map([[sender.id, sender]]) }
  await store.execute("wal_1", {
    names: (wallet) => namesOfSettle(wallet, settle, NOW),
    decide: (state) => mapDecision(decideSettle(state, settle, facts, NOW), () => answered(null)),
  })
}

it("[LED-4] the statement of SPEC.md gives the JSON from which the engine's program computes the head", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tollgate-spec-"))
  const driver = openNodeDriver(join(folder, "tollgate.sqlite"))
  const store = createSqlWalletStore(driver)
  await fillWallet(store)
  const sql = /```sql journal\n([\s\S]*?)```/.exec(SPEC)?.[1] ?? ""
  const journal = driver.prepare(sql).get("wal_1")?.["journal"] as string
  writeFileSync(
    join(folder, "recompute.mjs"),
    /```js recompute\.mjs\n([\s\S]*?)```/.exec(ENGINE_SPEC)?.[1] ?? "",
  )
  const run = spawnSync(process.execPath, [join(folder, "recompute.mjs")], {
    input: journal,
    encoding: "utf8",
  })
  const wallet = await store.wallet("wal_1")
  expect(run.stderr).toBe("")
  expect(JSON.parse(run.stdout)).toEqual({ sequence: 3, head: wallet?.head })
  expect((JSON.parse(journal) as { charges: unknown[] }).charges).toHaveLength(3)
  await store.close()
  rmSync(folder, { recursive: true })
})
