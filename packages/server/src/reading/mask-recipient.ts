/** Digits that stay in front: the country, and little more. */
const FRONT_DIGITS = 4
const BACK_DIGITS = 2
/** Of shorter numbers only the first two stay in front. */
const SHORT_DIGITS = 10

/** A number that its owner knows again and nobody else can dial: `9198******10`. Rule READ-9. */
export function maskRecipient(digits: string): string {
  const front = digits.length < SHORT_DIGITS ? 2 : FRONT_DIGITS
  const hidden = Math.max(digits.length - front - BACK_DIGITS, 0)
  return digits.slice(0, front) + "*".repeat(hidden) + digits.slice(front + hidden)
}
