export type JsonObject = { readonly [key: string]: unknown }

/** Longest id that any provider's element may carry, in UTF-16 units. WhatsApp's are under 100. */
export const PROVIDER_ID_LENGTH_MAX = 256

const UNSTORABLE = /[\p{Cc}\p{Cs}]/u

/** The value as an object, or `undefined` for arrays, `null` and everything else. */
export function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

/** An id as text: a non-empty string, or a safe integer written out, as some gateways send phone numbers and ids as numbers. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined
  if (typeof value !== "string") return undefined
  const text = value.trim()
  return text === "" || text.length > PROVIDER_ID_LENGTH_MAX || !isStorable(text) ? undefined : text
}

/** Whether every store keeps `text` as it is: Postgres refuses U+0000, and lone surrogates have no UTF-8. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text)
}

/** The distinct ids among `values`, in order. */
export function idsOf(...values: readonly unknown[]): string[] {
  const ids: string[] = []
  for (const value of values) {
    const id = idOf(value)
    if (id !== undefined && !ids.includes(id)) ids.push(id)
  }
  return ids
}
