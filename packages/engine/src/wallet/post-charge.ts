import type { Rated } from "../pricing/apply-fees.ts"
import type { Charge } from "../pricing/charge.ts"
import type { MediaType, Trigger } from "../pricing/usage-event.ts"
import { channelOf, type SettleContext } from "./settle-context.ts"
import { FLAG, type MessageRecord } from "./state.ts"

/** Write the charge of one trigger. Rules EVT-7, LED-5. */
export function postCharge(
  context: SettleContext,
  message: MessageRecord,
  trigger: Trigger,
  instant: number,
  rated: Rated,
  isCorrection: boolean,
): { message: MessageRecord; charged: number } {
  const { draft, onCharge } = context
  const number = draft.nextChargeNumber()
  const charge: Charge = {
    number,
    sequence: draft.nextSequence,
    messageId: message.messageId,
    recipient: message.recipient,
    recipientRef: message.recipientRef,
    senderId: message.senderId,
    trigger,
    instant,
    postedAt: draft.at,
    direction: trigger === "received" ? "inbound" : "outbound",
    category: message.category,
    type: message.type,
    channel: channelOf(context, message, trigger),
    mediaType: mediaTypeOf(message),
    market: rated.market,
    isGroup: message.isGroup,
    whatsappFee: rated.whatsappFee,
    otherFees: rated.otherFees,
    fees: rated.fees,
    rateCard: rated.rateCard,
    tierFrom: rated.tierFrom,
    planVersion: rated.planVersion,
    reason: rated.reason,
    counted: rated.counted,
    isCorrection,
  }
  draft.charge(charge)
  onCharge(charge)
  const charged = rated.whatsappFee + rated.otherFees
  return {
    charged,
    message: {
      ...message,
      market: (message.flags & FLAG.marketTold) !== 0 ? message.market : rated.market,
      occurredAt: message.occurredAt === 0 ? instant : message.occurredAt,
      charges: [...message.charges, number],
      amount: message.amount + charged,
      updatedAt: draft.at,
    },
  }
}

function mediaTypeOf(message: MessageRecord): MediaType {
  if (message.mediaType !== "") return message.mediaType
  if (message.category === "") return "other"
  return message.category === "service" || message.category === "referral_conversion" ? "text" : "template"
}
