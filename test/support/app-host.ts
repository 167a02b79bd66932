import { testApp, type TestApp } from "@tollgate/server/testing/test-app.ts"
import { Caller } from "./client.ts"
import { GUPSHUP_TOKEN, META_APP_SECRET } from "./secrets.ts"

/** The real app in this process on a database in memory, with a clock that the test sets. */
export interface AppHost {
  readonly operator: Caller
  readonly test: TestApp
  /** Milliseconds since 1970; stands still until it is set. */
  now: number
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
  const transport = async (path: string, init: RequestInit): Promise<Response> => test.app.request(path, init)
  return {
    operator: new Caller(transport, test.deps.config.operatorKey ?? ""),
    test,
    get now() {
      return test.now
    },
    set now(at) {
      test.now = at
    },
  }
}
