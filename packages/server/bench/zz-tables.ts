import { workloadEvents } from "../../engine/bench/workload.ts"
import { withFolder } from "./bench-folder.ts"
import { openBenchWallet } from "./bench-wallet.ts"
import { recordingDriver, type Commit } from "./recording-driver.ts"
import { statSync } from "node:fs"
import { WALLET_MIGRATIONS } from "../src/storage/sqlite/schema.ts"
import { DatabaseSync } from "node:sqlite"
import { createSqlWalletStore } from "../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../src/storage/sqlite/node-driver.ts"
await withFolder(async (folder) => {
  const recorded: Commit[] = []
  const w = await openBenchWallet(folder, "r", (d) => recordingDriver(d, recorded))
  for (let b = 0; b < 150; b++) await w.settle(workloadEvents(100, b * 100))
  await w.store.close()
  const variants: Record<string, (s: string) => string> = {
    base: (s) => s,
    rowidmsg: (s) =>
      s.replace(
        /(PRIMARY KEY \(wallet_id, hash, message_id, recipient_ref\)\n\)) STRICT, WITHOUT ROWID/,
        "$1 STRICT",
      ),
    notime: (s) => s.replace(/CREATE INDEX message_time[^;]*;/, ""),
    rowidrollup: (s) => s.replace(/(channel, sender_id, market\)\n\)) STRICT, WITHOUT ROWID/, "$1 STRICT"),
    nocharge: (s) => s,
    norollup: (s) => s,
    nomessage: (s) => s,
  }
  const only = process.argv[2]
  for (const rep of Object.keys(variants)) {
    const path = `${folder}/b${rep}.sqlite`
    const db = new DatabaseSync(path)
    db.exec(variants[rep]!(WALLET_MIGRATIONS[0] as string))
    db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 0",
    )
    const st = new Map<string, any>()
    const time = new Map<string, [number, number]>()
    for (const c of recorded) {
      db.exec("BEGIN IMMEDIATE")
      for (const { sql, values } of c) {
        if (sql.includes("schema_version")) continue
        if (
          rep.startsWith("no") &&
          sql.includes(
            "INTO " +
              ({ nocharge: "charge", norollup: "usage_rollup", nomessage: "message" } as any)[rep] +
              " ",
          )
        )
          continue
        let s = st.get(sql)
        if (!s) st.set(sql, (s = db.prepare(sql)))
        const t = performance.now()
        s.run(...values)
        const k = sql.split(" ")[2] + (sql.includes("CONFLICT") ? " up" : "")
        const e = time.get(k) ?? [0, 0]
        e[0] += performance.now() - t
        e[1]++
        time.set(k, e)
      }
      const t = performance.now()
      db.exec("COMMIT")
      const e = time.get("COMMIT") ?? [0, 0]
      e[0] += performance.now() - t
      e[1]++
      time.set("COMMIT", e)
    }
    let tot = 0
    for (const [, [ms]] of time) tot += ms
    console.log(
      rep,
      "WAL KB/event",
      (statSync(path + "-wal").size / 1024 / 15000).toFixed(2),
      "pages/commit",
      (statSync(path + "-wal").size / 4120 / 152).toFixed(0),
      "total",
      tot.toFixed(0),
      "ms for 15000 events",
      (15000 / tot).toFixed(1),
      "k/s",
    )
    for (const [k, [ms, n]] of time)
      if (ms > 15)
        console.log(k.padEnd(20), ms.toFixed(0), "ms", n, "rows", ((ms / n) * 1000).toFixed(1), "us")
  }
})
