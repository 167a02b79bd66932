// What reads files of rates, XLSX among them: a module beside the Worker's script (`load-later.ts`).
export { readRateFile } from "./read-rate-file.ts"

/** Wrangler bundles what has a default export; nobody calls it. */
export default {}
