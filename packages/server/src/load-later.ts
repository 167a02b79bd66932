/**
 * What is rarely needed, loaded when it first is. Beside the Worker's script these are modules of their own: `wrangler.jsonc` puts
 * `runtime/worker/load-later.ts` in place of this file. Rule WORK-10.
 */
export const loadPages = () => import("./pages-and-mails.ts")
export const loadRateFiles = () => import("./rate-files/rate-files.ts")
export const loadProviders = () => import("./payments/remote-providers.ts")
