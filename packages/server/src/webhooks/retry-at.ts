const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** How long after each attempt the next one is: those of Standard Webhooks, 27 hours and 35 minutes together. */
const PAUSES_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  10 * HOUR_MS,
]
export const ATTEMPTS_MAX: number = PAUSES_MS.length + 1
/** Added to each pause, up to this part of it, so that what failed together does not come again together. */
const JITTER_PARTS = 5
/** A receiver may ask for a longer pause, up to this one. */
const RETRY_AFTER_MS_MAX = 6 * HOUR_MS

/**
 * When the next attempt is, after so many; `undefined` after the last. Rule HOOK-9.
 *
 * @param random - 0 to 1
 * @param retryAfter - the receiver's `Retry-After`: seconds, or a date
 */
export function retryAt(
  {
    attempts,
    now,
    retryAfter,
  }: { readonly attempts: number; readonly now: number; readonly retryAfter?: string | null },
  random: number,
): number | undefined {
  const pause = PAUSES_MS[attempts - 1]
  if (pause === undefined) return undefined
  const asked = Math.min(RETRY_AFTER_MS_MAX, pauseOf(retryAfter ?? "", now))
  return now + Math.max(asked, Math.round(pause * (1 + random / JITTER_PARTS)))
}

function pauseOf(retryAfter: string, now: number): number {
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * SECOND_MS
  const at = Date.parse(retryAfter)
  return Number.isFinite(at) ? Math.max(0, at - now) : 0
}
