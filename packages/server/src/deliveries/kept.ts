/** Webhooks and mails that wait no more are kept so long. Rule HOOK-12. */
export const DELIVERIES_KEPT_MS: number = 30 * 86_400_000
