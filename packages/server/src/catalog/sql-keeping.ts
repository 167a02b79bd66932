import type { Catalog } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { IntakeEvent } from "./records.ts"
import { INTAKE_EVENT } from "./tables.ts"

type Keeping = Pick<
  Catalog,
  | "ping"
  | "setting"
  | "putSettingOnce"
  | "putSetting"
  | "claimReplay"
  | "saveReplay"
  | "dropReplay"
  | "forgetReplays"
  | "putIntakeEvents"
  | "intakeEvents"
  | "dropIntakeEvents"
>

const SAVE_REPLAY = `INSERT INTO catalog_replay (key, fingerprint, claimed_at, keep_until, status, body)
  VALUES (?1, ?2, 0, ?3, ?4, ?5)
  ON CONFLICT (key) DO UPDATE SET status = excluded.status, body = excluded.body
  WHERE status IS NULL AND fingerprint = excluded.fingerprint`

/** Settings, answers kept for their `Idempotency-Key`, and events of unknown senders. */
export function sqlKeeping(db: CatalogDb): Keeping {
  const { driver } = db

  const readSetting = (name: string): string | undefined =>
    driver.prepare("SELECT value FROM setting WHERE name = ?").get(name)?.["value"] as string | undefined

  return {
    ping: async () => void driver.prepare("SELECT 1 AS one").get(),

    setting: async (name) => db.cached(`setting ${name}`, () => readSetting(name)),
    putSettingOnce: async (name, value) =>
      db.write(() => {
        driver
          .prepare("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING")
          .run(name, value)
        return readSetting(name) ?? value
      }),

    putSetting: async (name, value) =>
      db.write(() => {
        driver
          .prepare(
            "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
          )
          .run(name, value)
      }),

    claimReplay: async ({ key, fingerprint, keepUntil }, now, claimMs) =>
      // Nothing of this is cached, so the cache may stay.
      driver.transaction(() => {
        const row = driver.prepare("SELECT * FROM catalog_replay WHERE key = ?").get(key)
        const isDue = row?.["keep_until"] !== null && Number(row?.["keep_until"]) <= now
        if (row !== undefined && !isDue) {
          if (row["fingerprint"] !== fingerprint) return { kind: "reused" }
          if (row["status"] !== null) {
            return {
              kind: "answered",
              answer: { status: Number(row["status"]), body: JSON.parse(String(row["body"])) as unknown },
            }
          }
          if (Number(row["claimed_at"]) + claimMs > now) return { kind: "busy" }
        }
        driver
          .prepare(
            "INSERT OR REPLACE INTO catalog_replay (key, fingerprint, claimed_at, keep_until) VALUES (?, ?, ?, ?)",
          )
          .run(key, fingerprint, now, keepUntil)
        return { kind: "claimed" }
      }),
    saveReplay: async ({ key, fingerprint, keepUntil }, { status, body }) =>
      driver.prepare(SAVE_REPLAY).run(key, fingerprint, keepUntil, status, JSON.stringify(body)),
    dropReplay: async (key) =>
      driver.prepare("DELETE FROM catalog_replay WHERE key = ? AND status IS NULL").run(key),
    forgetReplays: async (now) => driver.prepare("DELETE FROM catalog_replay WHERE keep_until <= ?").run(now),

    putIntakeEvents: async (events) =>
      driver.transaction(() => {
        const find = driver.prepare("SELECT 1 AS one FROM intake_event WHERE key = ?")
        const insert = driver.prepare(INTAKE_EVENT.insert)
        const fresh = events.filter((event) => {
          if (find.get(event.key) !== undefined) return false
          insert.run(...INTAKE_EVENT.encode(event))
          return true
        })
        return { added: fresh.length }
      }),
    intakeEvents: async ({ partnerId, sender }, page) =>
      db.page(
        {
          table: INTAKE_EVENT,
          name: "intake_event",
          where: { partner_id: partnerId, sender },
          order: ["received_at", "key"],
          positionOf: (row: IntakeEvent) => ({ at: row.receivedAt, id: row.key }),
        },
        page,
      ),
    dropIntakeEvents: async (keys) =>
      driver.transaction(() => {
        const drop = driver.prepare("DELETE FROM intake_event WHERE key = ?")
        for (const key of keys) drop.run(key)
      }),
  }
}
