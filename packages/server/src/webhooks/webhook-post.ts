/** One request of a webhook. */
export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** When it is given up, or the server stops. */
  readonly signal: AbortSignal
}

/** What the receiver answered, its body cut to `RESPONSE_BYTES_MAX`. */
export interface WebhookAnswer {
  readonly status: number
  readonly retryAfter: string | null
  readonly body: string
}

export const RESPONSE_BYTES_MAX = 1_024

/**
 * Sends a webhook: no redirect is followed, and no address of a network that is not public is connected to. Throws
 * `AddressRefusedError` for such a one. Rule HOOK-8.
 */
export type WebhookPost = (request: WebhookRequest) => Promise<WebhookAnswer>

/** The host's name stands for an address that webhooks do not go to. */
export class AddressRefusedError extends Error {
  override readonly name = "AddressRefusedError"
}
