import Stripe from "stripe"
import type { StripeConfig } from "../payment-config.ts"
import type { StripeNetwork } from "./stripe-network.ts"

const TIMEOUT_MS = 15_000
/** The SDK repeats what did not come through, and what another request with the same idempotency key held up. */
const RETRIES = 2

/**
 * Stripe's SDK as it runs on Node and on Workers alike.
 *
 * @param network - where a test has Stripe's API in its own process
 */
export function openStripe(
  { secretKey, url }: StripeConfig,
  version: string,
  network?: StripeNetwork,
): Stripe {
  const address = url === undefined ? undefined : new URL(url)
  return new Stripe(secretKey, {
    httpClient: Stripe.createFetchHttpClient(network?.fetch),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: network?.retries ?? RETRIES,
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
