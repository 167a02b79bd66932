import { all, run, write } from "../storage/sql/request.ts"
import type { Catalog } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { IntakeEvent } from "./records.ts"
import { INTAKE_EVENT } from "./tables.ts"

export type Intake = Pick<Catalog, "putIntakeEvents" | "intakeEvents" | "intakeSenders" | "dropIntakeEvents">

/** An index has all of it. */
const SENDERS =
  "SELECT sender, COUNT(*) AS events FROM intake_event WHERE sender > ? GROUP BY sender ORDER BY sender LIMIT ?"

/** Events of unknown senders. Nothing of it is cached. Rule CATALOG-10. */
export function sqlIntake(db: CatalogDb): Intake {
  return {
    putIntakeEvents: async (events) =>
      db.transaction(function* () {
        const found = yield* all(
          "SELECT key FROM intake_event WHERE key IN (SELECT value FROM json_each(?))",
          JSON.stringify(events.map(({ key }) => key)),
        )
        const known = new Set(found.map((row) => row["key"]))
        const fresh = new Map<string, IntakeEvent>()
        for (const event of events) {
          if (!known.has(event.key) && !fresh.has(event.key)) fresh.set(event.key, event)
        }
        yield* write(INTAKE_EVENT, INTAKE_EVENT.insert, [...fresh.values()])
        return { added: fresh.size }
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
    intakeSenders: async ({ limit, after = "" }) => {
      const rows = await db.read(all(SENDERS, after, limit))
      return rows.map((row) => ({ sender: String(row["sender"]), events: Number(row["events"]) }))
    },
    dropIntakeEvents: async (keys) =>
      db.transaction(() =>
        run("DELETE FROM intake_event WHERE key IN (SELECT value FROM json_each(?))", JSON.stringify(keys)),
      ),
  }
}
