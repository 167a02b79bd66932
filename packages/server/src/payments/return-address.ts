import type { NewCheckout } from "./begin-checkout.ts"

/** Tells the partner's page which top-up the customer comes back from; what it says credits nothing. */
const TOP_UP_PARAMETER = "tollgate_top_up"

/**
 * Where the provider sends the customer; null without a return URL. Written anew from how it was read here: a provider
 * that reads `https://listed\@elsewhere` in its own way must not be led elsewhere. A payment link's page has the
 * payment in its address already, and its payer is not told the id of the wallet, which a top-up's contains. Rules
 * PAY-7, LINK-9.
 */
export function returnAddress(
  { returnUrl, source }: Pick<NewCheckout, "returnUrl" | "source">,
  topUpId: string,
): string | null {
  if (returnUrl === undefined) return null
  const url = new URL(returnUrl)
  if (source === "portal") url.searchParams.set(TOP_UP_PARAMETER, topUpId)
  return url.href
}
