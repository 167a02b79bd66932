import { z } from "@hono/zod-openapi"
import {
  DAY_MS,
  localMonth,
  parseDate,
  QUARTER_HOUR_MS,
  startOfLocalDay,
  startOfLocalMonth,
  type Zone,
} from "@tollgate/engine"
import { ProblemError } from "../problem.ts"
import { parseInstant } from "../schemas/common.ts"

/** The longest period of one report or statement. */
export const PERIOD_DAYS_MAX = 400

/** `[from, to)`, instants on quarter hours, not empty. */
export interface Period {
  readonly from: number
  readonly to: number
}

type Bound = { readonly day: number } | { readonly at: number }

/** A date of the customer's, or an instant on a quarter hour. Rule READ-1. */
export const periodBound: z.ZodType<Bound, string> = z
  .string()
  .transform((written, context): Bound => {
    const day = parseDate(written)
    if (day !== undefined) return { day }
    const at = parseInstant(written)
    if (at !== undefined && at % QUARTER_HOUR_MS === 0) return { at }
    const message =
      at === undefined ? "not a date YYYY-MM-DD, nor an ISO 8601 instant" : "not on a quarter hour"
    context.addIssue({ code: "custom", message })
    return z.NEVER
  })
  .openapi({
    type: "string",
    description: "A date in the customer's time zone, or an instant on a quarter hour. `to` is exclusive.",
    example: "2026-11-01",
  })

export const periodQuery = { from: periodBound.optional(), to: periodBound.optional() }

export interface PeriodAsked {
  readonly from?: Bound | undefined
  readonly to?: Bound | undefined
}

/** The instant that a bound names in the customer's zone. */
export function instantOf(bound: Bound, zone: Zone): number {
  return "at" in bound ? bound.at : startOfLocalDay(zone, bound.day)
}

/**
 * The period asked for; without bounds, the local month up to the end of the quarter hour under way. 400 for one that
 * is empty or longer than `PERIOD_DAYS_MAX`. Rules READ-1 and READ-2.
 */
export function resolvePeriod({ from, to }: PeriodAsked, zone: Zone, now: number): Period {
  const end =
    to === undefined ? (Math.floor(now / QUARTER_HOUR_MS) + 1) * QUARTER_HOUR_MS : instantOf(to, zone)
  const start =
    from === undefined ? startOfLocalMonth(zone, localMonth(zone, end - 1)) : instantOf(from, zone)
  if (start >= end) throw invalidPeriod("from", "from must be before to, which is now unless given")
  if (end - start > PERIOD_DAYS_MAX * DAY_MS) {
    throw invalidPeriod("to", `a period has at most ${PERIOD_DAYS_MAX} days`)
  }
  return { from: start, to: end }
}

/** 400 `invalid_request` about one bound. */
export function invalidPeriod(path: "from" | "to", message: string): ProblemError {
  return new ProblemError("invalid_request", { errors: [{ path, message }] })
}
