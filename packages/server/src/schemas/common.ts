import { z } from "@hono/zod-openapi"
import { isCurrency, parseAmount, parseDate, type Micros } from "@tollgate/engine"
import { isZone } from "../zones.ts"

export const ID_PATTERN = /^[A-Za-z0-9_.:-]{1,64}$/
const NAME_CHARACTERS_MAX = 200

/** An id as clients choose it. `__proto__` is none, as it would be no key of a plain object. */
export const id = z
  .string()
  .regex(ID_PATTERN, "1 to 64 characters of A-Z a-z 0-9 _ . : -")
  .refine((text) => text !== "__proto__", "not an id")
  .openapi({ example: "acme-1" })

/** Control characters, tab and line ends aside, and halves of surrogate pairs. */
const NOT_TEXT = /[^\P{Cc}\t\n\r]|\p{Surrogate}/u

/** By `max`: most are alike, and a Worker makes each schema at its start. */
const texts = new Map<number, z.ZodType<string, string>>()

/** Text for people: 1 to `max` characters, well-formed, without control characters. */
export function text(max: number = NAME_CHARACTERS_MAX): z.ZodType<string, string> {
  let schema = texts.get(max)
  if (schema === undefined) texts.set(max, (schema = makeText(max)))
  return schema
}

function makeText(max: number): z.ZodType<string, string> {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((value) => !NOT_TEXT.test(value), "not plain text")
    .refine((value) => value.trim() !== "", "blank")
}

const AMOUNT_EXAMPLE = "4.9183"
const amountText = z.string({
  error: (issue) =>
    typeof issue.input === "number"
      ? `send amounts as decimal strings, as in "${AMOUNT_EXAMPLE}"`
      : `a decimal string, as in "${AMOUNT_EXAMPLE}"`,
})

function amountWhere(isAllowed: (micros: Micros) => boolean, message: string): z.ZodType<Micros, string> {
  return amountText
    .transform((written, context) => {
      const micros = parseAmount(written)
      if (micros !== undefined && isAllowed(micros)) return micros
      const problem = micros === undefined ? "not a decimal amount with up to 6 decimals" : message
      context.addIssue({ code: "custom", message: problem })
      return z.NEVER
    })
    .openapi({ type: "string", format: "decimal", example: AMOUNT_EXAMPLE })
}

/** An amount of any sign in, as micros. */
export const amount: z.ZodType<Micros, string> = amountWhere(() => true, "")
export const positiveAmount: z.ZodType<Micros, string> = amountWhere(
  (micros) => micros > 0n,
  "must be above 0",
)
export const notNegativeAmount: z.ZodType<Micros, string> = amountWhere(
  (micros) => micros >= 0n,
  "must be 0 or more",
)

/** An amount out: a decimal string, as `formatAmount` writes it. */
export const amountOut = z.string().openapi({ format: "decimal", example: AMOUNT_EXAMPLE })
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d{2}):(\d{2}))$/
const DAY_MS = 86_400_000
const INSTANT_MS_MAX = 253_402_300_799_999

/** Milliseconds since 1970 UTC of an ISO 8601 instant with an offset; `undefined` unless it exists, 1970 to 9999. */
export function parseInstant(written: string): number | undefined {
  const match = INSTANT.exec(written)
  if (match === null) return undefined
  const [
    ,
    date = "",
    hours,
    minutes,
    seconds = "0",
    fraction = "",
    sign,
    offsetHours = "0",
    offsetMinutes = "0",
  ] = match
  const day = parseDate(date)
  if (day === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59)
    return undefined
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined
  const local =
    day * DAY_MS +
    Number(hours) * 3_600_000 +
    Number(minutes) * 60_000 +
    Number(seconds) * 1000 +
    Number(fraction.slice(0, 3).padEnd(3, "0"))
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000
  const instant = sign === "-" ? local + offset : local - offset
  return instant < 0 || instant > INSTANT_MS_MAX ? undefined : instant
}

/** An instant in, as milliseconds since 1970 UTC. */
export const instant: z.ZodType<number, string> = z
  .string()
  .transform((written, context) => {
    const at = parseInstant(written)
    if (at !== undefined) return at
    context.addIssue({ code: "custom", message: "not an ISO 8601 instant with an offset or Z" })
    return z.NEVER
  })
  .openapi({ type: "string", format: "date-time", example: "2026-11-22T09:30:00.000Z" })

/** An instant out. */
export const instantOut = z.string().openapi({ format: "date-time", example: "2026-11-22T09:30:00.000Z" })

/** ISO 8601 in UTC with milliseconds, as every answer writes instants. */
export function formatInstant(at: number): string {
  return new Date(at).toISOString()
}

/** A date that exists, kept as `YYYY-MM-DD`. */
export const date = z
  .string()
  .refine((written) => parseDate(written) !== undefined, "not a date YYYY-MM-DD that exists")
  .openapi({ format: "date", example: "2026-10-01" })

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "three capital letters")
  .refine(isCurrency, "not a currency of ISO 4217")
  .openapi({ example: "USD" })

export const timezone = z
  .string()
  .max(64)
  .refine(isZone, "not an IANA time zone")
  .openapi({ example: "Asia/Kolkata" })

export const locale = z
  .string()
  .max(64)
  .refine(isLocale, "not a BCP 47 language tag")
  .openapi({ example: "en-IN" })

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

export const email = z.email().max(254).openapi({ example: "billing@example.com" })

/** An origin as browsers write it: scheme, host and port only. */
export const origin = z
  .string()
  .max(253)
  .refine(isOrigin, "an origin such as https://portal.example.com, without a path")
  .openapi({ example: "https://portal.example.com" })

function isOrigin(written: string): boolean {
  try {
    const url = new URL(written)
    return (url.protocol === "https:" || url.protocol === "http:") && url.origin === written
  } catch {
    return false
  }
}
