import type { Summary, TopUp } from "../session/types.ts"
import type { WalletSession } from "../session/wallet-session.ts"
import { keep, kept } from "./kept.ts"

/** What the server adds to the address that a payment page leads back to. */
const RETURN_PARAMETER = "tollgate_top_up"
const DISMISSED = "dismissed"

/** A checkout that was begun before this page was loaded, and that nobody has put away: one that the page's address names, or one under way. */
export async function pendingBefore(session: WalletSession, summary: Summary): Promise<TopUp | undefined> {
  if (summary.link) return summary.pendingTopUps?.[0]
  const dismissed = dismissedIds()
  const returned = new URLSearchParams(location.search).get(RETURN_PARAMETER)
  if (returned !== null && !dismissed.includes(returned)) {
    // A top-up of another wallet is not found.
    const topUp = await session.request<TopUp>(session.topUpPath(returned)).catch(() => undefined)
    if (topUp !== undefined) return topUp
  }
  return summary.pendingTopUps?.find(
    ({ id, source = "portal", checkoutUrl }) =>
      source === "portal" && checkoutUrl !== undefined && !dismissed.includes(id),
  )
}

/** Not shown again in this tab. */
export function dismiss(topUps: readonly TopUp[]): void {
  keep(DISMISSED, [...new Set([...dismissedIds(), ...topUps.map(({ id }) => id)])])
}

function dismissedIds(): readonly string[] {
  return (kept(DISMISSED) ?? []) as readonly string[]
}
