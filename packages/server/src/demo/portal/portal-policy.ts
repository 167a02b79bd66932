/**
 * Nothing but the portal's own files and the elements' may run in it; it speaks to its own server alone. No style or
 * script stands in the page itself. Rule DEMO-5.
 */
export const PORTAL_POLICY: string = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ")
