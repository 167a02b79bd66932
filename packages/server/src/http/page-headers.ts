/** Headers of every page of ours; `policy` is its Content-Security-Policy. Rule HTTP-14. */
export function pageHeaders(policy: string): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": policy,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
  }
}
