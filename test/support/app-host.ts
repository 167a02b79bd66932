import { testApp, type TestApp } from "@tollgate/server/testing/test-app.ts"
import { verifyWallet } from "@tollgate/server/verify/verify-wallet.ts"
import { Caller, type Transport } from "./client.ts"
import type { Host } from "./host.ts"
import { GUPSHUP_TOKEN, META_APP_SECRET } from "./secrets.ts"

/** The real app in this process, on a database in memory. */
export interface AppHost extends Host {
  readonly test: TestApp
}

/**
 * @param config - besides the secrets of these tests; `isDemo` for one with the sandbox of payments
 * @param place - a file for its database, or other stores
 */
export function appHost(
  now?: number,
  config: Parameters<typeof testApp>[0] = {},
  { path, deps = {} }: { readonly path?: string; readonly deps?: Parameters<typeof testApp>[1] } = {},
): AppHost {
  const test = testApp({ metaAppSecret: META_APP_SECRET, gupshupToken: GUPSHUP_TOKEN, ...config }, deps, path)
  if (now !== undefined) test.now = now
  const request: Transport = async (path, init) => test.app.request(path, init)
  return {
    operator: new Caller(request, test.deps.config.operatorKey ?? ""),
    request,
    test,
    verify: (walletId) => verifyWallet(test.deps.wallets, walletId, [], test.now),
    get now() {
      return test.now
    },
    set now(at) {
      test.now = at
    },
  }
}
