import { writeFileSync } from "node:fs"
import { buildEvent, type WalletHost } from "@tollgate/engine/testing"
import { dumpOf, type Dump } from "../../src/storage/conformance/dump.ts"
import { drawLives, type Step } from "../../src/storage/conformance/lives.ts"
import { WalletInStep } from "../../src/storage/conformance/wallet-in-step.ts"
import { schemaVersion } from "../../src/storage/migrations.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../../src/storage/sqlite/node-driver.ts"

/**
 * Writes the dump of one wallet in the present version of the tables, for the tests of upgrades: run it before a migration
 * is added, and list the file in `src/storage/conformance/upgrades.ts`.
 *
 *     node runtime-tests/storage/write-dump.ts
 */
const LIVES = 400
const STEPS = 11
const WIDE = 9_007_199_254_740_993n
/** Written by an archiver alone, which needs far more charges than a fixture should have. */
const NEVER_FILLED = new Set(["archive_segment"])

/** What `expectAnswersOfBefore` of the tests looks for. */
function extras(host: WalletHost): Step[] {
  const at = host.now
  return [
    { name: "wide", run: () => void host.adjust("adj_wide", WIDE) },
    {
      name: "other events",
      run: () =>
        void host.settle(
          buildEvent({ messageIds: ["in-1"], kind: "received", occurredAt: at, category: "service" }),
          buildEvent({ messageIds: ["two-1", "two-2"], kind: "sent", occurredAt: at }),
          buildEvent({ messageIds: ["lost-1"], recipient: "999000111222", occurredAt: at }),
        ),
    },
  ]
}

let best: { readonly filled: number; readonly text: string } | undefined
// Lives of commands stand at even places.
for (const { host, steps } of drawLives(7, LIVES).filter((_, at) => at % 2 === 0)) {
  const driver = openNodeDriver(":memory:")
  const store = createSqlWalletStore(driver)
  const wallet = new WalletInStep(host)
  await wallet.open(store)
  await wallet.run(store, steps.slice(0, STEPS))
  await wallet.run(store, extras(host))
  await store.execute(host.wallet.id, {
    names: () => ({ dueBy: 0 }),
    decide: () => ({ answer: { status: 402, body: { code: "insufficient_funds" } } }),
    replay: { key: "tenant POST /v1/authorizations k1", fingerprint: "f".repeat(64), keepUntil: null },
  })
  await wallet.verify(store)
  const tables = dumpOf(driver)
  const isFilled = ([name, { rows }]: [string, Dump[string]]) => rows.length > 0 || NEVER_FILLED.has(name)
  const filled = Object.entries(tables).filter(isFilled).length
  if (best === undefined || filled > best.filled) {
    const { id: walletId, head, sequence, balance } = host.wallet
    const version = schemaVersion(driver, "wallets")
    const facts = { version, walletId, now: host.now, head, sequence, balance: balance.toString() }
    best = { filled, text: textOf(facts, tables) }
    const path = new URL(`../../src/storage/conformance/fixtures/version-${version}.json`, import.meta.url)
    writeFileSync(path, best.text)
    const empty = Object.entries(tables).filter((table) => !isFilled(table))
    console.log(
      `${path.pathname}: ${filled} tables have rows, not ${empty.map(([name]) => name).join() || "none"}`,
    )
  }
  await store.close()
}

/** A row a line. */
function textOf(facts: Readonly<Record<string, unknown>>, tables: Dump): string {
  const members = Object.entries(facts).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`,
  )
  const dumped = Object.entries(tables).map(([name, { columns, rows }]) => {
    const lines = rows.map((row) => `        ${JSON.stringify(row)}`).join(",\n")
    return `    ${JSON.stringify(name)}: {\n      "columns": ${JSON.stringify(columns)},\n      "rows": [\n${lines}\n      ]\n    }`
  })
  return ["{", ...members, '  "tables": {', dumped.join(",\n"), "  }", "}", ""].join("\n")
}
