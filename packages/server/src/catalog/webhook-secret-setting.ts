/** The setting that holds a webhook endpoint's secrets is this and the endpoint's id. */
export const WEBHOOK_SECRET_PREFIX = "webhook_secret."
