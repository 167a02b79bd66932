import { idOf } from "./json-shape.ts"

/** A user's number as 7 to 15 digits, from text with or without `+`; `undefined` otherwise. Rule META-6. */
export function parseRecipient(value: unknown): string | undefined {
  const text = idOf(value)
  if (text === undefined) return undefined
  const digits = text.startsWith("+") ? text.slice(1) : text
  return /^\d{7,15}$/.test(digits) ? digits : undefined
}
