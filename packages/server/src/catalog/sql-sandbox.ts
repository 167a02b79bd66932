import type { Catalog } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import { SANDBOX_PAYMENT } from "./tables.ts"

type Sandbox = Pick<Catalog, "insertSandboxPayment" | "sandboxPayment" | "endSandboxPayment">

const END = "UPDATE sandbox_payment SET state = ?, reason = ?, updated_at = ? WHERE id = ? AND state = 'open'"

/** The books of the sandbox payment provider. Nothing of it is cached. */
export function sqlSandbox(db: CatalogDb): Sandbox {
  const { driver } = db
  return {
    insertSandboxPayment: async (payment) =>
      driver.transaction(() => {
        const existing = db.one(SANDBOX_PAYMENT, "sandbox_payment", { top_up_id: payment.topUpId })
        if (existing !== undefined) return { record: existing, isNew: false }
        driver.prepare(SANDBOX_PAYMENT.insert).run(...SANDBOX_PAYMENT.encode(payment))
        return { record: payment, isNew: true }
      }),
    sandboxPayment: async (by) =>
      db.one(SANDBOX_PAYMENT, "sandbox_payment", "id" in by ? { id: by.id } : { top_up_id: by.topUpId }),
    endSandboxPayment: async (id, { state, reason, updatedAt }) =>
      driver.transaction(() => {
        driver.prepare(END).run(state, reason, updatedAt, id)
        return db.one(SANDBOX_PAYMENT, "sandbox_payment", { id })
      }),
  }
}
