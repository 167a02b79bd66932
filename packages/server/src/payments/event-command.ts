import {
  decideCompleteTopUp,
  decideDispute,
  decideFailRefund,
  decideFailTopUp,
  decideTakeRefund,
  namesOfCompleteTopUp,
  namesOfDispute,
  namesOfFailRefund,
  namesOfFailTopUp,
  namesOfTakeRefund,
  type CompleteTopUpRefusal,
  type Decision,
  type Micros,
  type Names,
  type Result,
  type TakeRefundRefusal,
  type TopUp,
  type WalletState,
  type Zones,
} from "@tollgate/engine"
import type { PaymentEvent } from "./payment-provider.ts"

export type EventRefusal = (CompleteTopUpRefusal | TakeRefundRefusal)["code"]

export interface EventTerms {
  /** The smallest amount that the provider pays in the wallet's currency. */
  readonly smallest: Micros
  readonly suspendsWallet: boolean
}

/** What a provider's word is to the wallet. */
export interface EventCommand {
  names(now: number): Names
  decide(
    state: WalletState,
    zones: Zones,
    now: number,
  ): Decision<Result<TopUp, { readonly code: EventRefusal }>>
}

/** The command that a payment event is. */
export function eventCommand(event: PaymentEvent, commandId: string, terms: EventTerms): EventCommand {
  const { topUpId } = event
  switch (event.kind) {
    case "paid": {
      const { paid, paymentReference } = event
      const command = { commandId, id: topUpId, paid, paymentReference, ...terms }
      return {
        names: (now) => namesOfCompleteTopUp(command, now),
        decide: (state, zones, now) => decideCompleteTopUp(state, command, zones, now),
      }
    }
    case "failed": {
      const command = { commandId, id: topUpId, reason: event.reason, isWithdrawn: false }
      return {
        names: (now) => namesOfFailTopUp(command, now),
        decide: (state, zones, now) => decideFailTopUp(state, command, zones, now),
      }
    }
    case "refunded": {
      const { refundId, providerRefundId, refunded } = event
      const { smallest } = terms
      const command = { commandId, topUpId, refundId, providerRefundId, refunded, smallest }
      return {
        names: (now) => namesOfTakeRefund(command, now),
        decide: (state, zones, now) => decideTakeRefund(state, command, zones, now),
      }
    }
    case "refund_failed": {
      const { refundId, providerRefundId, reason } = event
      const command = { commandId, topUpId, refundId, providerRefundId, reason }
      return {
        names: (now) => namesOfFailRefund(command, now),
        decide: (state, zones, now) => decideFailRefund(state, command, zones, now),
      }
    }
    case "disputed": {
      const { disputeId, disputed, reason, state: disputeState } = event
      const command = { commandId, topUpId, disputeId, disputed, reason, state: disputeState, ...terms }
      return {
        names: (now) => namesOfDispute(command, now),
        decide: (state, zones, now) => decideDispute(state, command, zones, now),
      }
    }
  }
}
