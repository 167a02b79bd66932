import type { PaymentProvider } from "./payment-provider.ts"

/** What is known of a provider before its code is there. */
export type ProviderFacts = Pick<
  PaymentProvider,
  "name" | "isSandbox" | "canChargeSaved" | "collects" | "smallestPayable"
>

/** A provider whose code is loaded when it is first asked for something: a server that starts pays for none. */
export function loadedLater(facts: ProviderFacts, load: () => Promise<PaymentProvider>): PaymentProvider {
  let loaded: PaymentProvider | undefined
  // No promise is kept: on Workers none is shared between requests.
  const provider = async (): Promise<PaymentProvider> => (loaded ??= await load())
  return {
    ...facts,
    beginCheckout: async (order) => (await provider()).beginCheckout(order),
    chargeSaved: async (order) => (await provider()).chargeSaved(order),
    savedMethod: async (walletId) => (await provider()).savedMethod?.(walletId),
    parseWebhook: async (headers, rawBody) => (await provider()).parseWebhook(headers, rawBody),
    find: async (topUp) => (await provider()).find(topUp),
    newsSince: async (since) => (await provider()).newsSince?.(since),
    refund: async (order) => (await provider()).refund(order),
  }
}
