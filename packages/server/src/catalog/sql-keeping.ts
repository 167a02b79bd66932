import type { Catalog } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import { get, run, type Sql } from "../storage/sql/request.ts"

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
>

const SAVE_REPLAY = `INSERT INTO catalog_replay (key, fingerprint, claimed_at, keep_until, status, body)
  VALUES (?1, ?2, 0, ?3, ?4, ?5)
  ON CONFLICT (key) DO UPDATE SET status = excluded.status, body = excluded.body
  WHERE catalog_replay.status IS NULL AND catalog_replay.fingerprint = excluded.fingerprint`
/** Takes a key that is free: one that nobody has, that was kept long enough, or whose claim ended without an answer. */
const CLAIM_REPLAY = `INSERT INTO catalog_replay (key, fingerprint, claimed_at, keep_until, status, body)
  VALUES (?1, ?2, ?3, ?4, NULL, NULL)
  ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, claimed_at = excluded.claimed_at,
    keep_until = excluded.keep_until, status = NULL, body = NULL
  WHERE catalog_replay.keep_until <= ?3 OR (catalog_replay.status IS NULL
    AND catalog_replay.fingerprint = excluded.fingerprint AND catalog_replay.claimed_at <= ?5)
  RETURNING key`

/** Settings, and answers kept for their `Idempotency-Key`. */
export function sqlKeeping(db: CatalogDb): Keeping {
  const readSetting = function* (name: string): Sql<string | undefined> {
    const row = yield* get("SELECT value FROM setting WHERE name = ?", name)
    return row?.["value"] as string | undefined
  }

  return {
    ping: async () => void (await db.read(get("SELECT 1 AS one FROM setting LIMIT 1"))),

    setting: async (name) => db.cached(`setting ${name}`, () => readSetting(name)),
    putSettingOnce: async (name, value) =>
      db.write(function* () {
        const existing = yield* readSetting(name)
        if (existing !== undefined) return existing
        yield* run("INSERT INTO setting (name, value) VALUES (?, ?)", name, value)
        return value
      }),

    putSetting: async (name, value) =>
      db.write(function* () {
        yield* run(
          "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
          name,
          value,
        )
      }),

    claimReplay: async ({ key, fingerprint, keepUntil }, now, claimMs) =>
      // Nothing of this is cached, so the cache may stay.
      db.single(function* () {
        if ((yield* get(CLAIM_REPLAY, key, fingerprint, now, keepUntil, now - claimMs)) !== undefined) {
          return { kind: "claimed" }
        }
        const row = yield* get("SELECT fingerprint, status, body FROM catalog_replay WHERE key = ?", key)
        // The claim that was in the way was given up just now.
        if (row === undefined) return { kind: "busy" }
        if (row["fingerprint"] !== fingerprint) return { kind: "reused" }
        if (row["status"] === null) return { kind: "busy" }
        const body = JSON.parse(String(row["body"])) as unknown
        return { kind: "answered", answer: { status: Number(row["status"]), body } }
      }),
    saveReplay: async ({ key, fingerprint, keepUntil }, { status, body }) =>
      db.transaction(() => run(SAVE_REPLAY, key, fingerprint, keepUntil, status, JSON.stringify(body))),
    dropReplay: async (key) =>
      db.transaction(() => run("DELETE FROM catalog_replay WHERE key = ? AND status IS NULL", key)),
    forgetReplays: async (now) =>
      db.transaction(() => run("DELETE FROM catalog_replay WHERE keep_until <= ?", now)),
  }
}
