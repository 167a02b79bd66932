import { explainCharge, explainMarket, type Wallet, type Zone } from "@tollgate/engine"
import type { z } from "@hono/zod-openapi"
import type { Catalog } from "../catalog/catalog.ts"
import { compiledPlan } from "../spending/pricing.ts"
import type { WalletStore } from "../storage/wallet-store.ts"
import { zoneOf } from "../zones.ts"
import { formatExplained, isMarketTold, type MessageExplanationOut, sourceOf } from "./explain-answer.ts"
import { explainInWords, type MessageInWords } from "./explain-words.ts"
import { maskRecipient } from "./mask-recipient.ts"
import { formatMessage } from "./message-answer.ts"
import { whyCloudApi } from "./why-cloud-api.ts"

type FoundMessage = Awaited<ReturnType<WalletStore["messagesById"]>>[number]

export interface ExplainAsked {
  readonly catalog: Catalog
  readonly wallet: Wallet
  /** The customer's. */
  readonly zone: Zone
  readonly isMasked: boolean
}

/** Why a message cost what it did. Rules EXPLAIN-1, EXPLAIN-2, WHY-1, WHY-2. */
export async function explainMessage(
  found: FoundMessage,
  { catalog, wallet, zone, isMasked }: ExplainAsked,
): Promise<z.infer<typeof MessageExplanationOut>> {
  const { message } = found
  const sender = await catalog.sender(message.senderId)
  const senderZone = sender === undefined || sender.timezone === null ? zone : zoneOf(sender.timezone)
  const charges: MessageInWords["charges"][number][] = []
  for (const charge of found.charges) {
    const planId = charge.planVersion.split("@")[0] ?? ""
    const plan = await compiledPlan(catalog, planId, wallet.currency)
    const explained =
      plan === undefined
        ? { charge, version: null, card: null, allowance: null, fees: plainFees(charge.fees) }
        : explainCharge(plan, charge, senderZone)
    const market = explainMarket(charge, senderZone, isMarketTold(message))
    charges.push({ explained, market: isMasked ? hideDigits(market, message.recipient) : market })
  }
  const answer = formatMessage(found, isMasked)
  const isByCloudApi = answer.category === "marketing" && answer.channel === "cloud_api"
  return {
    ...answer,
    source: sourceOf(message),
    holdId: message.holdId || null,
    waiting: message.suspended,
    cloudApi: isByCloudApi && message.charges.length > 0 ? whyCloudApi(sender?.mmLite ?? null) : [],
    charges: charges.map(({ explained, market }) => formatExplained(explained, market)),
    explanation: explainInWords({ message, charges, currency: wallet.currency, zone }),
  }
}

function plainFees(fees: FoundMessage["charges"][number]["fees"]) {
  return fees.map((fee) => ({ ...fee, uncapped: fee.amount, source: null, cap: null }))
}

/** A prefix tells no digit that the masked number hides. */
function hideDigits(market: ReturnType<typeof explainMarket>, recipient: string): typeof market {
  if (market.by !== "prefix") return market
  const shown = maskRecipient(recipient).indexOf("*")
  return shown === -1 ? market : { by: "prefix", prefix: market.prefix.slice(0, shown) }
}
