// A module beside the Worker's script, which is loaded for the first XLSX file.
export { Unzip, UnzipInflate } from "fflate"
export { SaxesParser } from "saxes"

/** Wrangler bundles what has a default export; nobody calls it. */
export default {}
