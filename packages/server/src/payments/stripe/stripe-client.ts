import Stripe from "stripe"
import type { StripeConfig } from "../../deps.ts"

const TIMEOUT_MS = 15_000
/** The SDK repeats what did not come through, and what another request with the same idempotency key held up. */
const RETRIES = 2

/**
 * Stripe's SDK as it runs on Node and on Workers alike.
 *
 * @param fetch - another than the runtime's, where a test has Stripe's API in its own process
 */
export function openStripe(
  { secretKey, url }: StripeConfig,
  version: string,
  fetch?: typeof globalThis.fetch,
): Stripe {
  const address = url === undefined ? undefined : new URL(url)
  return new Stripe(secretKey, {
    httpClient: Stripe.createFetchHttpClient(fetch),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: RETRIES,
    telemetry: false,
    appInfo: { name: "Tollgate", version },
    ...(address === undefined
      ? {}
      : {
          protocol: address.protocol === "http:" ? "http" : "https",
          host: address.hostname,
          port: address.port || (address.protocol === "http:" ? 80 : 443),
        }),
  })
}
