/** Whether `If-None-Match` (RFC 9110, 13.1.2) has this tag, or any; compared weakly. */
export function isKnownTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  const opaque = etag.replace(/^W\//, "")
  return header.split(",").some((tag) => {
    const trimmed = tag.trim()
    return trimmed === "*" || trimmed.replace(/^W\//, "") === opaque
  })
}

/** Whether `If-Match` (RFC 9110, 13.1.1) asks for another state than this one; absent asks for none. */
export function isOtherState(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  // A proxy that packs an answer makes its tag a weak one.
  return !header.split(",").some((tag) => ["*", etag].includes(tag.trim().replace(/^W\//, "")))
}
