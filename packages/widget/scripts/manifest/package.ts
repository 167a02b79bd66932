// What `build:package` ends with: types for JSX and what editors complete, beside the compiled modules of the npm package.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { analyze } from "./analyze.ts"
import { vsCodeData, webTypes } from "./editor-data.ts"
import { jsxTypes } from "./jsx-types.ts"
import type { Manifest } from "./manifest.ts"

const WIDGET = join(import.meta.dirname, "../..")
const NPM = join(WIDGET, "dist/npm")

/** The module of each class, from the package's folder. */
function modulesByClass({ modules }: Manifest): ReadonlyMap<string, string> {
  return new Map(
    modules.flatMap(({ path, declarations = [] }) =>
      declarations.map(({ name }) => [name, path.replace("dist/npm/", "./")] as const),
    ),
  )
}

const manifest = await analyze()
const about = JSON.parse(readFileSync(join(WIDGET, "package.json"), "utf8")) as {
  readonly name: string
  readonly version: string
}
writeFileSync(join(NPM, "jsx-react.d.ts"), jsxTypes(manifest, modulesByClass(manifest)))
writeFileSync(join(NPM, "vscode.html-custom-data.json"), JSON.stringify(vsCodeData(manifest), null, 2))
writeFileSync(join(NPM, "web-types.json"), JSON.stringify(webTypes(manifest, about), null, 2))
