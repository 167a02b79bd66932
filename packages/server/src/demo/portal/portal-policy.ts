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

/** A page of the portal that shows a mail in a frame. */
export const MAIL_PAGE_POLICY = `${PORTAL_POLICY}; frame-src 'self'`

/**
 * A mail as its reader sees it: it is of no origin, runs no script, fetches nothing, sends no form, and stands in the portal's
 * frame alone. Its links open another tab. Rule DEMO-11.
 */
export const MAIL_POLICY: string = [
  "sandbox allow-popups allow-popups-to-escape-sandbox",
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ")
