import {
  formatAmount,
  WHATSAPP_FEES_GROUP,
  type Charge,
  type MessageRecord,
  type PlanVersion,
} from "@tollgate/engine"
import { planVersionsOf } from "../catalog/plan-versions.ts"
import type { Deps } from "../deps.ts"
import { maskRecipient } from "../reading/mask-recipient.ts"
import { formatInstant } from "../schemas/common.ts"
import { messageStatus, type MessageStatus } from "../storage/message-status.ts"
import { explainFee, explainFree } from "./explain-fee.ts"

/** Of the wallet whose charges are explained. */
export const MESSAGES_SHOWN = 8

/** A fee line with its reason; a free delivery has one of amount 0. Amounts are decimal. */
export interface DemoFee {
  readonly group: string
  readonly label: string
  readonly amount: string
  readonly why: string
}

export interface DemoMessage {
  readonly messageId: string
  readonly recipient: string
  readonly status: MessageStatus
  readonly category: string
  readonly channel: string
  readonly market: string
  readonly mediaType: string
  readonly occurredAt: string
  readonly amount: string
  readonly fees: readonly DemoFee[]
}

/** What the last messages of a wallet cost and why: newest first, at most `MESSAGES_SHOWN`. Rule DEMO-7. */
export async function readDemoMessages(
  { catalog, wallets }: Pick<Deps, "catalog" | "wallets">,
  walletId: string,
): Promise<readonly DemoMessage[]> {
  const wallet = await wallets.wallet(walletId)
  if (wallet === undefined) return []
  const [page, versions = []] = await Promise.all([
    wallets.messages(walletId, {}, { limit: MESSAGES_SHOWN }),
    planVersionsOf(catalog, wallet.planId, wallet.currency),
  ])
  return page.rows.map(({ message, charges }) => formatMessage(message, charges, versions, wallet.currency))
}

function formatMessage(
  message: MessageRecord,
  charges: readonly Charge[],
  versions: readonly PlanVersion[],
  currency: string,
): DemoMessage {
  const fees = charges.flatMap((charge) => feesOf(charge, versions, currency))
  const { messageId, category, channel, market, mediaType, occurredAt, amount } = message
  return {
    messageId,
    category,
    channel,
    market,
    mediaType,
    recipient: maskRecipient(message.recipient),
    status: messageStatus(message),
    occurredAt: formatInstant(occurredAt),
    amount: formatAmount(BigInt(amount)),
    fees,
  }
}

function feesOf(charge: Charge, versions: readonly PlanVersion[], currency: string): readonly DemoFee[] {
  const lines = charge.fees.map((line) => ({
    group: line.group,
    label: line.label,
    amount: formatAmount(BigInt(line.amount)),
    why: explainFee(charge, line, versions, currency),
  }))
  const free = explainFree(charge)
  if (free === undefined) return lines
  return [{ group: WHATSAPP_FEES_GROUP, label: "WhatsApp fee", amount: "0", why: free }, ...lines]
}
