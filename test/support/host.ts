import type { Verified } from "@tollgate/server/verify/verify-wallet.ts"
import { appHost } from "./app-host.ts"
import type { Caller, Transport } from "./client.ts"
import { workerHost } from "./worker-host.ts"

/** The real app with a clock that the test sets, wherever it runs. */
export interface Host {
  readonly operator: Caller
  /** Milliseconds since 1970; stands still until it is set. */
  now: number
  readonly request: Transport
  /** What `tollgate verify` finds in this wallet. */
  verify(walletId: string): Promise<Verified>
}

/** Where the scenarios of this run are played: on workerd, as on Cloudflare Workers, or in this process of Node. */
export function openHost(now?: number): Host {
  return process.env["TOLLGATE_TEST_RUNTIME"] === "workerd" ? workerHost(now) : appHost(now)
}
