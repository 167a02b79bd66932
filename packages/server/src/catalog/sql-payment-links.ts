import type { SqlValue } from "../storage/sql-driver.ts"
import { all, get, run, write, type Sql } from "../storage/sql/request.ts"
import type { Catalog } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { LinkPayment, PaymentLink } from "./records.ts"
import { LINK_PAYMENT, PAYMENT_LINK } from "./tables.ts"

type PaymentLinks = Pick<
  Catalog,
  | "insertPaymentLink"
  | "paymentLink"
  | "paymentLinkByHash"
  | "paymentLinks"
  | "revokePaymentLink"
  | "beginLinkPayment"
  | "updateLinkPayment"
  | "linkPayment"
  | "linkPayments"
  | "countLinkPayments"
>

const TAKEN = `SELECT COUNT(*) AS n FROM link_payment
  WHERE link_id = ? AND (state IN ('succeeded', 'open') OR (state = 'starting' AND started_at >= ?))`

/** Payment links and the payments begun on them. Nothing of it is cached. Rules LINK-1, LINK-7. */
export function sqlPaymentLinks(db: CatalogDb): PaymentLinks {
  const count = function* (sql: string, ...values: SqlValue[]): Sql<number> {
    return Number((yield* get(sql, ...values))?.["n"])
  }

  return {
    insertPaymentLink: async (link) => db.transaction(() => write(PAYMENT_LINK, PAYMENT_LINK.insert, [link])),
    paymentLink: async (id) => db.read(db.one<PaymentLink>(PAYMENT_LINK, "payment_link", { id })),
    paymentLinkByHash: async (hash) =>
      db.read(db.one<PaymentLink>(PAYMENT_LINK, "payment_link", { secret_hash: hash })),
    paymentLinks: async ({ walletId }, page) =>
      db.page(
        {
          table: PAYMENT_LINK,
          name: "payment_link",
          where: { wallet_id: walletId },
          order: ["created_at", "id"],
          positionOf: (row: PaymentLink) => ({ at: row.createdAt, id: row.id }),
        },
        page,
      ),
    revokePaymentLink: async (id, at) =>
      db.transaction(() =>
        run("UPDATE payment_link SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", at, id),
      ),

    beginLinkPayment: async ({ startingSince, maxPayments, ...begun }) =>
      db.transaction(function* () {
        if (maxPayments !== null && (yield* count(TAKEN, begun.linkId, startingSince)) >= maxPayments) {
          return { hasBegun: false }
        }
        const payment: LinkPayment = { ...begun, state: "starting" }
        yield* run(LINK_PAYMENT.insert, ...LINK_PAYMENT.encode(payment))
        return { hasBegun: true }
      }),
    updateLinkPayment: async (payment) =>
      db.transaction(() => write(LINK_PAYMENT, LINK_PAYMENT.upsert, [payment])),
    linkPayment: async (reference) =>
      db.read(db.one<LinkPayment>(LINK_PAYMENT, "link_payment", { reference })),
    linkPayments: async (linkId, state, limit) =>
      (
        await db.read(
          all(
            `SELECT ${LINK_PAYMENT.columns} FROM link_payment WHERE link_id = ? AND state = ?
           ORDER BY started_at DESC, reference LIMIT ?`,
            linkId,
            state,
            limit,
          ),
        )
      ).map((row) => LINK_PAYMENT.decode(row)),
    countLinkPayments: async (linkId, state) =>
      db.read(count("SELECT COUNT(*) AS n FROM link_payment WHERE link_id = ? AND state = ?", linkId, state)),
  }
}
