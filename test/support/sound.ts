import { expect } from "vitest"
import type { Host } from "./host.ts"
import type { Tenant } from "./tenant.ts"

/** Expects that the wallet's journal and charges give its books again, as `tollgate verify` checks. Rule LED-7. */
export async function expectSound(host: Host, { walletId }: Pick<Tenant, "walletId">): Promise<void> {
  expect((await host.verify(walletId)).findings).toEqual([])
}
