/** Earlier than WhatsApp itself: 2009-01-01. */
export const OCCURRED_AT_MIN_MS: number = Date.UTC(2009, 0, 1)
/** A webhook from further ahead is damaged; within it the wallet's own range (rule of `out_of_range`) decides. */
export const OCCURRED_AHEAD_MAX_MS: number = 10 * 366 * 86_400_000
/** From here on a number counts milliseconds: as seconds it would be the year 5138. */
const MILLISECONDS_FROM = 1e11

/**
 * Milliseconds since 1970 from unix seconds, or milliseconds as some of Gupshup's events have them, given as text or number;
 * `undefined` when absent, not whole, or absurd. Rule META-7.
 */
export function parseTimestamp(value: unknown, receivedAt: number): number | undefined {
  const count = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value
  if (typeof count !== "number" || !Number.isSafeInteger(count)) return undefined
  const at = count >= MILLISECONDS_FROM ? count : count * 1000
  return at >= OCCURRED_AT_MIN_MS && at <= receivedAt + OCCURRED_AHEAD_MAX_MS ? at : undefined
}
