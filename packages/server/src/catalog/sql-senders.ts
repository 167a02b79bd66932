import type { Catalog } from "./catalog.ts"
import { SOME_OR_ASKED_AGAIN, type CatalogDb } from "./catalog-db.ts"
import type { Assignment, Sender } from "./records.ts"
import { run, together, write, type Sql } from "../storage/sql/request.ts"
import { ASSIGNMENT, SENDER } from "./tables.ts"

type Senders = Pick<
  Catalog,
  "putSender" | "sender" | "sendersByApp" | "sendersByPhone" | "sendersOfWallet" | "senders" | "assignments"
>

/** The first assignment of a sender covers events from before it was told to us. */
const BEGINNING = 0

/** Senders and their dated assignments. Rule CATALOG-5. */
export function sqlSenders(db: CatalogDb): Senders {
  const openAssignment = (senderId: string): Sql<Assignment | undefined> =>
    db.one(ASSIGNMENT, "sender_assignment", { sender_id: senderId, to_at: null })

  const assign = (assignment: Assignment): Sql<void> => write(ASSIGNMENT, ASSIGNMENT.upsert, [assignment])

  function* sendersOfApp(gupshupAppId: string | null): Sql<readonly Sender[]> {
    if (gupshupAppId === null) return []
    return yield* db.all<Sender>(SENDER, "sender", { gupshup_app_id: gupshupAppId }, "created_at, id")
  }

  return {
    putSender: async ({ id, partnerId, walletId, settings, at, mayTake = true }) =>
      db.write(function* () {
        const [existing, open, sharing] = yield* together(
          db.one<Sender>(SENDER, "sender", { id }),
          openAssignment(id),
          sendersOfApp(mayTake ? null : settings.gupshupAppId),
        )
        // Callbacks name only the app: two partners that share one would be charged for each other.
        const others = existing === undefined ? sharing : [existing, ...sharing]
        const taken = others.find((sender) => sender.partnerId !== partnerId)
        if (!mayTake && taken !== undefined) return { record: taken, isNew: false }
        const createdAt = existing?.createdAt ?? at
        const record: Sender = { ...settings, id, partnerId, walletId, createdAt, updatedAt: at }
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

    sender: async (id) => db.cached(`sender ${id}`, () => db.one<Sender>(SENDER, "sender", { id })),
    sendersByApp: async (gupshupAppId, partnerId) => {
      const senders = await db.cached(
        `app ${gupshupAppId}`,
        () => sendersOfApp(gupshupAppId),
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
