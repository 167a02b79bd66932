/** A value as text: rows as JSON with their keys sorted and bigints as digits, so that equal rows are equal text. */
export function canonicalText(value: unknown): string {
  if (typeof value === "string") return value
  if (typeof value !== "object" || value === null) return String(value)
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return part.toString()
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
