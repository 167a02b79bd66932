import {
  formatAmount,
  WHATSAPP_FEES_GROUP,
  type Charge,
  type MessageRecord,
  type PlanVersion,
} from "@tollgate/engine"
import type { z } from "@hono/zod-openapi"
import { planOf, planVersionsOf } from "../catalog/plan-versions.ts"
import type { Deps } from "../deps.ts"
import { maskRecipient } from "../reading/mask-recipient.ts"
import { readSummary, type SummaryOut } from "../reading/summary-answer.ts"
import { formatInstant } from "../schemas/common.ts"
import { messageStatus, type MessageStatus } from "../storage/message-status.ts"
import { zoneOf } from "../zones.ts"
import { DEMO_CUSTOMERS, DEMO_WALLET } from "./demo-tenant.ts"
import { explainFee, explainFree } from "./explain-fee.ts"

/** Messages shown of the wallet whose charges are explained. */
export const MESSAGES_SHOWN = 8
const SENDERS_SHOWN_MAX = 5

export interface DemoWallet {
  readonly summary: z.infer<typeof SummaryOut>
  readonly planName: string
  readonly senders: readonly {
    readonly id: string
    readonly phoneNumber: string
    readonly gupshupAppId: string | null
  }[]
}

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

/** What the demo's page shows. */
export interface DemoState {
  readonly at: string
  readonly wallets: readonly DemoWallet[]
  /** Of `DEMO_WALLET`, newest first, at most `MESSAGES_SHOWN`. */
  readonly messages: readonly DemoMessage[]
}

/** The demo's wallets, and what the last messages of one cost and why. Rules DEMO-6, DEMO-7. */
export async function readDemoState(deps: Pick<Deps, "catalog" | "wallets" | "clock">): Promise<DemoState> {
  const [wallets, messages] = await Promise.all([
    Promise.all(DEMO_CUSTOMERS.map(({ wallet }) => readWallet(deps, wallet.id))),
    readMessages(deps),
  ])
  return { at: formatInstant(deps.clock()), wallets: wallets.flat(), messages }
}

/** One wallet, or none while it is not seeded. */
async function readWallet(
  { catalog, wallets, clock }: Pick<Deps, "catalog" | "wallets" | "clock">,
  walletId: string,
): Promise<readonly DemoWallet[]> {
  const [wallet, place] = await Promise.all([wallets.wallet(walletId), catalog.walletPlace(walletId)])
  const customer = place === undefined ? undefined : await catalog.customer(place.customerId)
  if (wallet === undefined || place === undefined || customer === undefined) return []
  const { partnerId } = place
  const [summary, plan, senders] = await Promise.all([
    readSummary(
      { catalog, wallets, clock },
      { wallet, customer, zone: zoneOf(customer.timezone), partnerId },
    ),
    planOf(catalog, wallet.planId),
    catalog.sendersOfWallet(walletId),
  ])
  const shown = senders
    .slice(0, SENDERS_SHOWN_MAX)
    .map(({ id, phoneNumber, gupshupAppId }) => ({ id, phoneNumber, gupshupAppId }))
  return [{ summary, planName: plan?.name ?? wallet.planId, senders: shown }]
}

async function readMessages({
  catalog,
  wallets,
}: Pick<Deps, "catalog" | "wallets">): Promise<readonly DemoMessage[]> {
  const wallet = await wallets.wallet(DEMO_WALLET)
  if (wallet === undefined) return []
  const [page, versions = []] = await Promise.all([
    wallets.messages(DEMO_WALLET, {}, { limit: MESSAGES_SHOWN }),
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
