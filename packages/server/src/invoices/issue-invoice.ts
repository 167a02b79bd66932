import { invariant, parseAmount, type Micros, type TopUp } from "@tollgate/engine"
import type { InvoiceDraft } from "../catalog/catalog.ts"
import type { Invoice, TopUpPriceLines } from "../catalog/invoice-records.ts"
import type { Deps } from "../deps.ts"
import { readPayer } from "../payments/payer.ts"
import { creditNoteContent, invoiceContent, type InvoiceFacts } from "./invoice-content.ts"
import { creditNoteIdOf, invoiceIdOf } from "./invoice-id.ts"
import { issuerOf, readIssuerSettings } from "./issuer.ts"
import type { RefundTold } from "./refund-told.ts"

type IssueDeps = Pick<Deps, "catalog" | "wallets" | "clock">

/** Issue the invoice of a top-up that was credited; again it gives the one that was issued. Rules BILL-1, BILL-2. */
export async function issueInvoice(deps: IssueDeps, walletId: string, topUpId: string): Promise<Invoice> {
  const { draft, facts } = await prepare(deps, walletId, topUpId)
  const { record } = await deps.catalog.issueInvoice({
    ...draft,
    id: invoiceIdOf(walletId, topUpId),
    kind: "invoice",
    correctsId: null,
    content: invoiceContent(facts, await priceOf(deps, facts.topUp)),
  })
  return record
}

/**
 * Issue the credit note of a refund; again it gives the one that was issued. It names its invoice, so that is issued before
 * it: its own outbox row may have failed until now, or have been delivered before there were invoices. Rule BILL-6.
 */
export async function issueCreditNote(
  deps: IssueDeps,
  { walletId, topUpId, refundId, parts }: RefundTold,
): Promise<Invoice> {
  const corrected = await issueInvoice(deps, walletId, topUpId)
  const { draft, facts } = await prepare(deps, walletId, topUpId)
  const { record } = await deps.catalog.issueInvoice({
    ...draft,
    id: creditNoteIdOf(walletId, refundId),
    kind: "credit_note",
    correctsId: corrected.id,
    content: creditNoteContent(facts, parts, await priceOf(deps, facts.topUp)),
  })
  return record
}

interface Prepared {
  readonly draft: Omit<InvoiceDraft, "id" | "kind" | "correctsId" | "content">
  readonly facts: InvoiceFacts
}

async function prepare(deps: IssueDeps, walletId: string, topUpId: string): Promise<Prepared> {
  const [payer, topUp] = await Promise.all([readPayer(deps, walletId), deps.wallets.topUp(walletId, topUpId)])
  invariant(payer !== undefined && topUp !== undefined, "what was credited is somebody's")
  const { partner, customer, wallet } = payer
  const settings = await readIssuerSettings(deps.catalog, partner.id)
  return {
    draft: {
      issuerId: partner.id,
      walletId,
      topUpId,
      series: settings.numberPrefix,
      now: deps.clock(),
    },
    facts: { currency: wallet.currency, issuer: issuerOf(partner, settings), customer, topUp },
  }
}

/** What fee and tax of a top-up consist of, where it is known. */
async function priceOf(
  { catalog }: Pick<Deps, "catalog">,
  topUp: TopUp,
): Promise<TopUpPriceLines | undefined> {
  const price = await catalog.topUpPrice(topUp.id)
  return isPriceOf(price, topUp) ? price : undefined
}

/** Lines that do not come to what was paid are not what was paid. */
function isPriceOf(price: Pick<TopUpPriceLines, "taxLines"> | undefined, topUp: TopUp): boolean {
  if (price === undefined) return false
  const sumOf = (isIncluded: boolean): Micros =>
    price.taxLines.reduce(
      (sum, line) =>
        sum + ((line.isIncluded === true) === isIncluded ? (parseAmount(line.amount) ?? 0n) : 0n),
      0n,
    )
  return sumOf(false) === topUp.tax && sumOf(true) === topUp.taxIncluded
}
