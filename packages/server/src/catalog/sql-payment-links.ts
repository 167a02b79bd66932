import type { SqlValue } from "../storage/sql-driver.ts"
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
  const { driver } = db
  const count = (sql: string, ...values: SqlValue[]): number =>
    Number(driver.prepare(sql).get(...values)?.["n"])

  return {
    insertPaymentLink: async (link) => driver.prepare(PAYMENT_LINK.insert).run(...PAYMENT_LINK.encode(link)),
    paymentLink: async (id) => db.one<PaymentLink>(PAYMENT_LINK, "payment_link", { id }),
    paymentLinkByHash: async (hash) =>
      db.one<PaymentLink>(PAYMENT_LINK, "payment_link", { secret_hash: hash }),
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
      driver
        .prepare("UPDATE payment_link SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL")
        .run(at, id),

    beginLinkPayment: async ({ startingSince, maxPayments, ...begun }) =>
      driver.transaction(() => {
        if (maxPayments !== null && count(TAKEN, begun.linkId, startingSince) >= maxPayments) {
          return { hasBegun: false }
        }
        const payment: LinkPayment = { ...begun, state: "starting" }
        driver.prepare(LINK_PAYMENT.insert).run(...LINK_PAYMENT.encode(payment))
        return { hasBegun: true }
      }),
    updateLinkPayment: async (payment) =>
      driver.prepare(LINK_PAYMENT.upsert).run(...LINK_PAYMENT.encode(payment)),
    linkPayment: async (reference) => db.one<LinkPayment>(LINK_PAYMENT, "link_payment", { reference }),
    linkPayments: async (linkId, state, limit) =>
      driver
        .prepare(
          `SELECT ${LINK_PAYMENT.columns} FROM link_payment WHERE link_id = ? AND state = ?
           ORDER BY started_at DESC, reference LIMIT ?`,
        )
        .all(linkId, state, limit)
        .map((row) => LINK_PAYMENT.decode(row)),
    countLinkPayments: async (linkId, state) =>
      count("SELECT COUNT(*) AS n FROM link_payment WHERE link_id = ? AND state = ?", linkId, state),
  }
}
