import type * as Fflate from "fflate"
import type * as Saxes from "saxes"

interface XlsxModule {
  readonly Unzip: typeof Fflate.Unzip
  readonly UnzipInflate: typeof Fflate.UnzipInflate
  readonly SaxesParser: typeof Saxes.SaxesParser
}

/** Beside the script, where `wrangler.jsonc` puts it. Not a literal below: the bundler would take it into the script. */
const MODULE: string = "./xlsx-module.js"

/**
 * What the Worker's script has in place of the libraries that read XLSX (`alias` in `wrangler.jsonc`), which are a module
 * of their own: what is used of them, once it was loaded.
 */
export let Unzip: XlsxModule["Unzip"]
export let UnzipInflate: XlsxModule["UnzipInflate"]
export let SaxesParser: XlsxModule["SaxesParser"]

export async function loadXlsx(): Promise<void> {
  ;({ Unzip, UnzipInflate, SaxesParser } = (await import(MODULE)) as XlsxModule)
}
