import { formatAmount, parseAmount, type Micros } from "@tollgate/engine"
import { z } from "zod"
import type { PaymentEvent } from "../payment-provider.ts"

const Refund = z.strictObject({
  id: z.string(),
  /** Ours, or "". */
  refundId: z.string(),
  amount: z.string(),
  status: z.enum(["succeeded", "failed"]),
})
const Dispute = z.strictObject({
  id: z.string(),
  amount: z.string(),
  state: z.enum(["opened", "won", "lost"]),
})
/** What was refunded and disputed of one payment; amounts as decimal strings. */
export const SandboxBacks = z.strictObject({ refunds: z.array(Refund), disputes: z.array(Dispute) })
export type SandboxBacks = z.infer<typeof SandboxBacks>

export const NO_BACKS: SandboxBacks = { refunds: [], disputes: [] }
/** Why a refund of the sandbox fails. */
export const SANDBOX_REFUND_FAILED = "refund_declined"
const SANDBOX_DISPUTE_REASON = "fraudulent"

/** What the sandbox has left of a payment that it collected: less what went back, and what is disputed or was lost. */
export function leftOf(total: Micros, { refunds, disputes }: SandboxBacks): Micros {
  const gone = [
    ...refunds.filter(({ status }) => status === "succeeded"),
    ...disputes.filter(({ state }) => state !== "won"),
  ]
  return gone.reduce((left, { amount }) => left - micros(amount), total)
}

/** All that was given back, as events: refunds, then disputes. */
export function backEvents(
  { refunds, disputes }: SandboxBacks,
  { topUpId, currency }: { readonly topUpId: string; readonly currency: string },
): readonly PaymentEvent[] {
  return [
    ...refunds.map((refund): PaymentEvent => {
      const names = { topUpId, refundId: refund.refundId, providerRefundId: refund.id }
      return refund.status === "failed"
        ? { kind: "refund_failed", ...names, reason: SANDBOX_REFUND_FAILED }
        : { kind: "refunded", ...names, refunded: micros(refund.amount), currency }
    }),
    ...disputes.map(({ id, amount, state }): PaymentEvent => {
      const disputed = micros(amount)
      const reason = SANDBOX_DISPUTE_REASON
      return { kind: "disputed", topUpId, disputeId: id, disputed, currency, reason, state }
    }),
  ]
}

export function decodeBacks(text: string): SandboxBacks {
  return SandboxBacks.parse(JSON.parse(text))
}

/** With one more refund. */
export function withRefund(
  backs: SandboxBacks,
  { amount, ...refund }: { id: string; refundId: string; amount: Micros; status: "succeeded" | "failed" },
): SandboxBacks {
  return { ...backs, refunds: [...backs.refunds, { ...refund, amount: formatAmount(amount) }] }
}

function micros(written: string): Micros {
  return parseAmount(written) ?? 0n
}
