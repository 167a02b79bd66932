import type { Wallet } from "@tollgate/engine"
import { hashSecret } from "../auth/secret.ts"
import type { Deps } from "../deps.ts"
import { makeLinkSecret } from "../links/link-secret.ts"

/** So long a link waits that a failed auto-recharge sends its customer to. */
export const PAY_LINK_LIFETIME_MS: number = 7 * 86_400_000

/**
 * Where the customer pays in person what could not be charged without them: a payment link of the same amount, for one
 * payment. Undefined where nobody knows what our addresses begin with. Rule AUTO-4.
 */
export async function makePayLink(
  {
    catalog,
    wallets,
    clock,
    ids,
    random,
    config,
  }: Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "random" | "config">,
  { id: walletId }: Pick<Wallet, "id">,
  topUpId: string,
): Promise<string | undefined> {
  const { publicUrl } = config
  const topUp = await wallets.topUp(walletId, topUpId)
  if (publicUrl === undefined || topUp?.status !== "pending") return undefined
  const secret = makeLinkSecret(random)
  const now = clock()
  await catalog.insertPaymentLink({
    id: ids("lnk"),
    walletId,
    secretHash: hashSecret(secret),
    origin: publicUrl,
    amount: topUp.amount,
    note: null,
    expiresAt: now + PAY_LINK_LIFETIME_MS,
    maxPayments: 1,
    senderId: "",
    takesCoupon: false,
    revokedAt: null,
    createdAt: now,
  })
  return `${publicUrl}/pay/${secret}`
}
