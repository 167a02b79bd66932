import { all, get, run, write, type Sql } from "../storage/sql/request.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { Deliveries, DeliveryQueue } from "./deliveries.ts"
import type { Delivery, JournalCursor } from "./delivery-records.ts"
import { DELIVERY, JOURNAL_CURSOR } from "./tables.ts"

const PUT = `${DELIVERY.insert} ON CONFLICT (id) DO NOTHING RETURNING id`
/** The step from one target to the next is one look into the index. */
const NEXT_TARGET = `SELECT target FROM delivery
  WHERE status = 'pending' AND target > ? ORDER BY target LIMIT 1`
const IS_DUE = "SELECT 1 AS one FROM delivery WHERE status = 'pending' AND target = ? AND due_at <= ? LIMIT 1"
/** What is due is asked again beside the choice: of two that chose the same row, the second finds it taken. */
const CLAIM = `UPDATE delivery SET due_at = ?1, claim = ?2 WHERE id IN (
    SELECT id FROM delivery WHERE status = 'pending' AND target = ?3 AND due_at <= ?4 ORDER BY due_at LIMIT ?5)
  AND status = 'pending' AND due_at <= ?4 RETURNING ${DELIVERY.columns}`
const END = `UPDATE delivery SET status = ?1, due_at = ?2, attempts = ?3, response_status = ?4, response = ?5,
    fault = ?6, updated_at = ?7, claim = '' WHERE id = ?8 AND claim = ?9 RETURNING id`
const RESEND = `UPDATE delivery SET status = 'pending', due_at = ?1, updated_at = ?1, attempts = 0
  WHERE id = ?2 AND owner_id = ?3 AND claim = '' RETURNING id`
const RESEND_DEAD = `UPDATE delivery SET status = 'pending', due_at = ?1, updated_at = ?1, attempts = 0
  WHERE owner_id = ?2 AND kind = ?3 AND status = 'dead' AND (?4 = '' OR target = ?4) RETURNING id`
const END_TARGET = `UPDATE delivery SET status = 'dead', fault = ?1, updated_at = ?2, claim = ''
  WHERE owner_id = ?3 AND target = ?4 AND status = 'pending' RETURNING id`
const CURSORS = `SELECT ${JOURNAL_CURSOR.columns} FROM journal_cursor
  WHERE owner_id = ? AND topic = ? AND wallet_id IN (SELECT value FROM json_each(?))`
const COUNTS = `SELECT kind, status, COUNT(*) AS n, MIN(created_at) AS oldest FROM delivery
  WHERE status IN ('pending', 'dead') GROUP BY kind, status`
const FORGET = "DELETE FROM delivery WHERE created_at < ? AND status <> 'pending' RETURNING id"

/**
 * Webhooks and mails with where they stand. Each step is one statement, so that any number of processes may take them at once
 * and nothing else of the catalog waits. Rules HOOK-7, HOOK-9.
 */
export function sqlDeliveries(db: CatalogDb): Deliveries & DeliveryQueue {
  const single = (sql: string, ...values: readonly (string | number)[]) =>
    db.single(() => all(sql, ...values))

  return {
    putDeliveries: async (ownerId, deliveries, now) => {
      let added = 0
      for (const { isKept = false, ...delivery } of deliveries) {
        const row: Delivery = {
          ...delivery,
          ownerId,
          status: isKept ? "kept" : "pending",
          attempts: 0,
          dueAt: now,
          claim: "",
          responseStatus: 0,
          response: "",
          fault: "",
          createdAt: now,
          updatedAt: now,
        }
        added += (await db.single(() => all(PUT, ...DELIVERY.encode(row)))).length
      }
      return added
    },
    delivery: async ({ ownerId, id }) =>
      db.read(db.one<Delivery>(DELIVERY, "delivery", { id, owner_id: ownerId })),
    deliveries: async ({ ownerId, kind, status, target }, page) =>
      db.page(
        {
          table: DELIVERY,
          name: "delivery",
          where: { owner_id: ownerId, kind, status, target },
          order: ["created_at", "id"],
          positionOf: (row: Delivery) => ({ at: row.createdAt, id: row.id }),
        },
        page,
      ),
    resendDelivery: async ({ ownerId, id }, now) => (await single(RESEND, now, id, ownerId)).length > 0,
    resendDead: async ({ ownerId, kind, target = "" }, now) =>
      (await single(RESEND_DEAD, now, ownerId, kind, target)).length,
    endTarget: async (ownerId, target, fault, now) =>
      void (await single(END_TARGET, fault, now, ownerId, target)),
    journalCursors: async (ownerId, topic, walletIds) =>
      (await db.read(all(CURSORS, ownerId, topic, JSON.stringify(walletIds)))).map(JOURNAL_CURSOR.decode),
    putJournalCursor: async (cursor: JournalCursor) =>
      db.transaction(() => write(JOURNAL_CURSOR, JOURNAL_CURSOR.upsert, [cursor])),
    dropJournalCursors: async (ownerId, topic) =>
      db.transaction(() =>
        run("DELETE FROM journal_cursor WHERE owner_id = ? AND topic = ?", ownerId, topic),
      ),

    dueTargets: async (now, { limit, after }) => db.read(dueTargets(now, limit, after)),
    claimDeliveries: async ({ target, now, until, claim, limit }) =>
      (await single(CLAIM, until, claim, target, now, limit)).map((row) => DELIVERY.decode(row)),
    endAttempt: async ({ id, claim }, end, now) => {
      const { status, dueAt, attempts, responseStatus, response, fault } = end
      await single(END, status, dueAt, attempts, responseStatus, response, fault, now, id, claim)
    },
    nextDueAt: async () => {
      const row = await db.read(get("SELECT MIN(due_at) AS at FROM delivery WHERE status = 'pending'"))
      return typeof row?.["at"] === "number" ? row["at"] : undefined
    },
    deliveryCounts: async () =>
      (await db.read(all(COUNTS))).map((row) => ({
        kind: row["kind"] as Delivery["kind"],
        status: row["status"] as Delivery["status"],
        count: Number(row["n"]),
        oldestAt: Number(row["oldest"]),
      })),
    forgetDeliveries: async (madeBefore) => void (await single(FORGET, madeBefore)),
  }
}

function* dueTargets(now: number, limit: number, after: string): Sql<readonly string[]> {
  const due: string[] = []
  let last = after
  while (due.length < limit) {
    const row = yield* get(NEXT_TARGET, last)
    if (row === undefined) return due
    last = String(row["target"])
    if ((yield* get(IS_DUE, last, now)) !== undefined) due.push(last)
  }
  return due
}
