import { z } from "@hono/zod-openapi"
import type { Wallet } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { formatWallet, WalletOut } from "./wallet-answer.ts"

/** A wallet as summary and stream show it. */
export const LiveWalletOut = WalletOut.extend({
  heldMessages: z.int().openapi({ description: "Units that open holds still reserve" }),
}).openapi("LiveWallet")

export async function readLiveWallet(
  { wallets }: Pick<Deps, "wallets">,
  wallet: Wallet,
  timezone: string,
): Promise<z.infer<typeof LiveWalletOut>> {
  return { ...formatWallet(wallet, timezone), heldMessages: await wallets.heldMessages(wallet.id) }
}
