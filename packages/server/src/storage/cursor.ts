/** A cursor that no page of this store gave out. HTTP answers 400. */
export class InvalidCursorError extends Error {
  override readonly name = "InvalidCursorError"

  constructor() {
    super("not a cursor of this list")
  }
}

type Part = string | number

/** No row has it: Postgres does not keep U+0000, and halves of surrogate pairs have no UTF-8. */
const UNKEPT = /[\0\p{Surrogate}]/u

/** An opaque text, safe in a URL, for the place after the row with this key. */
export function formatCursor(parts: readonly Part[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts))
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

/**
 * The key in a cursor.
 *
 * @param shape - what each part must be
 * @throws InvalidCursorError where the text is no cursor, or one of another list
 */
export function parseCursor(cursor: string, shape: readonly ("string" | "number")[]): Part[] {
  let parts: unknown
  try {
    const binary = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"))
    parts = JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0))))
  } catch {
    throw new InvalidCursorError()
  }
  const isOfShape =
    Array.isArray(parts) &&
    parts.length === shape.length &&
    parts.every(
      (part: unknown, index) =>
        typeof part === shape[index] &&
        (typeof part === "number" ? Number.isSafeInteger(part) : !UNKEPT.test(String(part))),
    )
  if (!isOfShape) throw new InvalidCursorError()
  return parts as Part[]
}
