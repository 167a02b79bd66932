import type { Catalog } from "./catalog.ts"
import { SOME_OR_ASKED_AGAIN, type CatalogDb } from "./catalog-db.ts"
import type { Assignment, Sender } from "./records.ts"
import { all, get, run, together, write, type Sql } from "../storage/sql/request.ts"
import type { Table } from "../storage/sql/table.ts"
import { ASSIGNMENT, SENDER } from "./tables.ts"

type Senders = Pick<
  Catalog,
  | "putSender"
  | "nameSender"
  | "sender"
  | "readSenders"
  | "knownNames"
  | "sendersByApp"
  | "sendersByPhone"
  | "sendersOfWallet"
  | "senders"
  | "assignments"
>

/** The first assignment of a sender covers events from before it was told to us. */
const BEGINNING = 0

/** Parameters of one statement; D1 takes a hundred. */
const IDS_AT_ONCE_MAX = 64

const GIVEN = "(SELECT value FROM json_each(?))"
const KNOWN_IDS = `SELECT id AS name FROM sender WHERE id IN ${GIVEN}`
const KNOWN_APPS = `SELECT DISTINCT gupshup_app_id AS name FROM sender
  WHERE gupshup_app_id IS NOT NULL AND gupshup_app_id IN ${GIVEN}`

const OTHER_OF_APP = `SELECT ${SENDER.columns} FROM sender
  WHERE gupshup_app_id = ? AND partner_id <> ? ORDER BY created_at, id LIMIT 1`

/** Senders and their dated assignments. Rule CATALOG-5. */
export function sqlSenders(db: CatalogDb): Senders {
  const openAssignment = (senderId: string): Sql<Assignment | undefined> =>
    db.one(ASSIGNMENT, "sender_assignment", { sender_id: senderId, to_at: null })

  const assign = (assignment: Assignment): Sql<void> => write(ASSIGNMENT, ASSIGNMENT.upsert, [assignment])

  /** One that would be in the way: senders of the same partner with the same app do not meet. */
  function* otherOfApp(gupshupAppId: string | null, partnerId: string): Sql<Sender | undefined> {
    if (gupshupAppId === null) return undefined
    const row = yield* get(OTHER_OF_APP, gupshupAppId, partnerId)
    return row === undefined ? undefined : SENDER.decode(row)
  }

  return {
    putSender: async ({ id, partnerId, walletId, settings, at, mayTake = true }) =>
      db.write(function* () {
        const [existing, open, sharing] = yield* together(
          db.one<Sender>(SENDER, "sender", { id }),
          openAssignment(id),
          otherOfApp(mayTake ? null : settings.gupshupAppId, partnerId),
        )
        // Callbacks name only the app: two partners that share one would be charged for each other.
        const taken = existing !== undefined && existing.partnerId !== partnerId ? existing : sharing
        if (!mayTake && taken !== undefined) return { record: taken, isNew: false }
        const createdAt = existing?.createdAt ?? at
        const displayName =
          settings.displayName === undefined ? (existing?.displayName ?? null) : settings.displayName
        const record: Sender = {
          ...settings,
          displayName,
          id,
          partnerId,
          walletId,
          createdAt,
          updatedAt: at,
        }
        yield* run(SENDER.upsert, ...SENDER.encode(record))

        if (open === undefined) {
          yield* assign({ senderId: id, walletId, fromAt: BEGINNING, toAt: null })
        } else if (open.walletId !== walletId) {
          // Two moves in one millisecond must not share a beginning, which is the key.
          const movedAt = Math.max(at, open.fromAt + 1)
          yield* assign({ ...open, toAt: movedAt })
          yield* assign({ senderId: id, walletId, fromAt: movedAt, toAt: null })
        }
        return { record, isNew: existing === undefined }
      }),

    nameSender: async ({ id, walletId, displayName, at }) =>
      db.write(function* () {
        const existing = yield* db.one<Sender>(SENDER, "sender", { id })
        if (existing?.walletId !== walletId) return undefined
        const record: Sender = { ...existing, displayName, updatedAt: at }
        yield* run(SENDER.upsert, ...SENDER.encode(record))
        return record
      }),

    readSenders: async (ids) => {
      const idOf = new Map(ids.map((id) => [`sender ${id}`, id]))
      const found = await db.readAhead([...idOf.keys()], function* (missing) {
        const wanted = missing.map((key) => idOf.get(key)!)
        const [senders, assignments] = yield* together(
          byIds<Sender>(SENDER, { column: "id", order: "id" }, wanted),
          byIds<Assignment>(ASSIGNMENT, { column: "sender_id", order: "from_at" }, wanted),
        )
        const assigned = Map.groupBy(assignments, ({ senderId }) => senderId)
        return senders.flatMap((sender) => [
          [`sender ${sender.id}`, sender],
          [`assignments ${sender.id}`, assigned.get(sender.id) ?? []],
        ])
      })
      return new Set(ids.filter((id) => found.has(`sender ${id}`)))
    },
    knownNames: async (names) => {
      const given = JSON.stringify(names)
      const found = await db.read(together(all(KNOWN_IDS, given), all(KNOWN_APPS, given)))
      return new Set(found.flat().map((row) => String(row["name"])))
    },
    sender: async (id) => db.cached(`sender ${id}`, () => db.one<Sender>(SENDER, "sender", { id })),
    sendersByApp: async (gupshupAppId, partnerId) => {
      const senders = await db.cached(
        `app ${gupshupAppId}`,
        () => db.all<Sender>(SENDER, "sender", { gupshup_app_id: gupshupAppId }, "created_at, id"),
        SOME_OR_ASKED_AGAIN,
      )
      return partnerId === null ? senders : senders.filter((sender) => sender.partnerId === partnerId)
    },
    sendersByPhone: async (digits, partnerId) =>
      db.cached(
        `phone ${partnerId} ${digits}`,
        function* () {
          const parts = yield* together(
            ...[digits, `+${digits}`].map((phone) =>
              db.all<Sender>(
                SENDER,
                "sender",
                { partner_id: partnerId, phone_number: phone },
                "created_at, id",
              ),
            ),
          )
          return parts.flat()
        },
        SOME_OR_ASKED_AGAIN,
      ),
    sendersOfWallet: async (walletId) =>
      db.cached(
        `senders ${walletId}`,
        () => db.all<Sender>(SENDER, "sender", { wallet_id: walletId }, "created_at, id"),
        SOME_OR_ASKED_AGAIN,
      ),
    senders: async ({ partnerId, walletId }, page) =>
      db.page(
        {
          table: SENDER,
          name: "sender",
          where: { partner_id: partnerId, wallet_id: walletId },
          order: ["created_at", "id"],
          positionOf: (row: Sender) => ({ at: row.createdAt, id: row.id }),
        },
        page,
      ),
    assignments: async (senderId) =>
      db.cached(`assignments ${senderId}`, () =>
        db.all<Assignment>(ASSIGNMENT, "sender_assignment", { sender_id: senderId }, "from_at"),
      ),
  }
}

/** Rows of these ids, as many statements as it takes. */
function* byIds<T>(
  table: Table<T>,
  { column, order }: { readonly column: string; readonly order: string },
  ids: readonly string[],
): Sql<readonly T[]> {
  const parts: Sql<readonly T[]>[] = []
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE_MAX) {
    parts.push(byFewIds(table, { column, order }, ids.slice(from, from + IDS_AT_ONCE_MAX)))
  }
  return (yield* together(...parts)).flat()
}

function* byFewIds<T>(
  { name, columns, decode }: Table<T>,
  { column, order }: { readonly column: string; readonly order: string },
  ids: readonly string[],
): Sql<readonly T[]> {
  // A power of two, so that there are few statements to prepare.
  const count = 2 ** Math.ceil(Math.log2(ids.length))
  const padded = Array.from({ length: count }, (_, index) => ids[Math.min(index, ids.length - 1)]!)
  const marks = padded.map(() => "?").join(", ")
  const sql = `SELECT ${columns} FROM ${name} WHERE ${column} IN (${marks}) ORDER BY ${order}`
  return (yield* all(sql, ...padded)).map((row) => decode(row))
}
