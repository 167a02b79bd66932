import type * as Node from "../../load-later.ts"

/** Beside the script, where `wrangler.jsonc` puts them. No literals below: the bundler would take them into the script. */
const PAGES: string = "./pages-and-mails.js"
const RATE_FILES: string = "./rate-files.js"
const PROVIDERS: string = "./remote-providers.js"

/** The platform keeps a module that it has loaded; no promise is shared between requests. */
export const loadPages: typeof Node.loadPages = () => import(PAGES)
export const loadRateFiles: typeof Node.loadRateFiles = () => import(RATE_FILES)
export const loadProviders: typeof Node.loadProviders = () => import(PROVIDERS)
