import type { Catalog } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { SandboxPayment } from "./records.ts"
import { run } from "../storage/sql/request.ts"
import { SANDBOX_PAYMENT } from "./tables.ts"

type Sandbox = Pick<
  Catalog,
  "insertSandboxPayment" | "sandboxPayment" | "endSandboxPayment" | "changeSandboxBacks"
>

const CHANGE_BACKS = "UPDATE sandbox_payment SET given_back = ?, updated_at = ? WHERE id = ?"
const END = "UPDATE sandbox_payment SET state = ?, reason = ?, updated_at = ? WHERE id = ?"

/** The books of the sandbox payment provider. Nothing of it is cached. */
export function sqlSandbox(db: CatalogDb): Sandbox {
  return {
    insertSandboxPayment: async (payment) =>
      db.transaction(function* () {
        const existing = yield* db.one(SANDBOX_PAYMENT, "sandbox_payment", { top_up_id: payment.topUpId })
        if (existing !== undefined) return { record: existing, isNew: false }
        yield* run(SANDBOX_PAYMENT.insert, ...SANDBOX_PAYMENT.encode(payment))
        return { record: payment, isNew: true }
      }),
    sandboxPayment: async (by) =>
      db.read(
        db.one(SANDBOX_PAYMENT, "sandbox_payment", "id" in by ? { id: by.id } : { top_up_id: by.topUpId }),
      ),
    changeSandboxBacks: async (topUpId, change, updatedAt) =>
      db.transaction(function* () {
        const by = { top_up_id: topUpId }
        const payment = yield* db.one<SandboxPayment>(SANDBOX_PAYMENT, "sandbox_payment", by)
        if (payment === undefined) return undefined
        const givenBack = change(payment)
        if (givenBack === undefined) return payment
        yield* run(CHANGE_BACKS, givenBack, updatedAt, payment.id)
        return { ...payment, givenBack, updatedAt }
      }),
    endSandboxPayment: async (id, { state, reason, updatedAt }) =>
      db.transaction(function* () {
        const payment = yield* db.one<SandboxPayment>(SANDBOX_PAYMENT, "sandbox_payment", { id })
        if (payment?.state !== "open") return payment
        yield* run(END, state, reason, updatedAt, id)
        return { ...payment, state, reason, updatedAt }
      }),
  }
}
