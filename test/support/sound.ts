import { verifyWallet } from "@tollgate/server/verify/verify-wallet.ts"
import { expect } from "vitest"
import type { AppHost } from "./app-host.ts"
import type { Tenant } from "./tenant.ts"

/** Expects that the wallet's journal and charges give its books again, as `tollgate verify` checks. Rule LED-7. */
export async function expectSound({ test }: AppHost, { walletId }: Pick<Tenant, "walletId">): Promise<void> {
  expect((await verifyWallet(test.deps.wallets, walletId, [], test.now)).findings).toEqual([])
}
