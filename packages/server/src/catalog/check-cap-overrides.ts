import { formatAmount, localDay, META_PLAN, parseAmount, type Cap } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { ProblemError, type FieldError } from "../problem.ts"
import { zoneOf } from "../zones.ts"
import { planVersionsOf } from "./plan-versions.ts"
import type { WalletPlace } from "./records.ts"

type CapOverrides = Readonly<Record<string, string>>

/**
 * Refuse, with 422, a cap that a partner sets where its wallet's plan does not let it, or beyond the cap's range.
 * What was there before may stay: an operator may have set it. Rule CATALOG-5.
 */
export async function checkCapOverrides(
  deps: Deps,
  place: WalletPlace,
  { given, before }: { readonly given: CapOverrides; readonly before: CapOverrides },
): Promise<void> {
  const changed = Object.entries(given).filter(([capId, amount]) => before[capId] !== amount)
  if (changed.length === 0) return
  const caps = await capsOf(deps, place)
  const errors = changed.flatMap(([capId, amount]): FieldError[] => {
    const message = refusalOf(
      caps.find((cap) => cap.id === capId),
      parseAmount(amount) ?? 0n,
    )
    return message === undefined ? [] : [{ path: `capOverrides.${capId}`, message }]
  })
  if (errors.length > 0) throw new ProblemError("unprocessable", { errors })
}

/** The caps of the plan version that holds today. */
async function capsOf({ catalog, clock, wallets }: Deps, place: WalletPlace): Promise<readonly Cap[]> {
  const planId = (await wallets.wallet(place.walletId))?.planId ?? META_PLAN
  const versions = (await planVersionsOf(catalog, planId, place.currency)) ?? []
  const customer = await catalog.customer(place.customerId)
  const today = localDay(zoneOf(customer?.timezone ?? "UTC"), clock())
  return versions.findLast((version) => version.fromDay <= today)?.caps ?? []
}

function refusalOf(cap: Cap | undefined, amount: bigint): string | undefined {
  if (cap === undefined) return "the wallet's plan has no such cap"
  const { adjustable } = cap
  if (adjustable === undefined) return "only an operator sets this cap"
  if (amount >= adjustable.min && amount <= adjustable.max) return undefined
  return `${formatAmount(adjustable.min)} to ${formatAmount(adjustable.max)}`
}
