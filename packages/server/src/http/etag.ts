/** Whether `If-None-Match` (RFC 9110, 13.1.2) has this tag, or any; compared weakly. */
export function isKnownTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  const opaque = etag.replace(/^W\//, "")
  return header.split(",").some((tag) => {
    const trimmed = tag.trim()
    return trimmed === "*" || trimmed.replace(/^W\//, "") === opaque
  })
}
