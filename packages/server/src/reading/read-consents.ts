import { decodeFacts, type RechargeConsent, type Wallet } from "@tollgate/engine"
import type { Deps } from "../deps.ts"

/** Where a page goes on: an entry, and how many of its consents were given already. */
export interface ConsentPlace {
  readonly sequence: number
  readonly skip: number
}

/**
 * The consents of a wallet, the latest first. Each names the entry of the one before, so that a long journal is not
 * searched. Rule AUTO-2.
 */
export async function readConsents(
  { wallets }: Pick<Deps, "wallets">,
  { id, recharge }: Pick<Wallet, "id" | "recharge">,
  { limit, from }: { readonly limit: number; readonly from?: ConsentPlace },
): Promise<{ readonly rows: readonly RechargeConsent[]; readonly next?: ConsentPlace }> {
  const rows: RechargeConsent[] = []
  let place: ConsentPlace = from ?? { sequence: recharge?.consentSequence ?? 0, skip: 0 }
  while (place.sequence > 0) {
    const { sequence, skip } = place
    const recorded = await consentsOf(wallets, id, sequence)
    const free = limit - rows.length
    rows.push(...recorded.slice(skip, skip + free))
    if (recorded.length > skip + free) return { rows, next: { sequence, skip: skip + free } }
    const previous = recorded[0]?.previous ?? 0
    // They only go back, whatever a cursor says.
    place = { sequence: previous < sequence ? previous : 0, skip: 0 }
    if (rows.length === limit && place.sequence > 0) return { rows, next: place }
  }
  return { rows }
}

async function consentsOf(
  wallets: Deps["wallets"],
  walletId: string,
  sequence: number,
): Promise<readonly RechargeConsent[]> {
  const [entry] = await wallets.entries(walletId, { afterSequence: sequence - 1, limit: 1 })
  if (entry === undefined || entry.sequence !== sequence) return []
  const { recharge } = decodeFacts(entry.facts)
  return [recharge?.consent, recharge?.emergencyConsent].filter(
    (consent) => consent?.sequence === sequence,
  ) as RechargeConsent[]
}
