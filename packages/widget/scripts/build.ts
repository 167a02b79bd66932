import { copyFileSync, readFileSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build, type BuildOptions, type OutputChunk } from "rolldown"
import { minifyTemplates } from "./minify-templates.ts"

/** The elements that the loader knows: a folder each, with a `define.ts`. */
const TAGS = ["wallet-balance", "usage-breakup", "add-credits", "number-balances", "billing-details"] as const
/** The one that the server's own payment page is made of: the npm package has none of it. */
const PAGE_TAG = "pay-by-link"

/** What every element needs goes into one file. */
const CORE =
  /node_modules|\/src\/(?:internal|session)\/|\/money\/(?:amount|formats)\.|\/locales\/(?:locales|en\/common)\./

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }

const shared = {
  cwd: root,
  platform: "browser",
  transform: { target: "es2022" },
  plugins: [minifyTemplates()],
} satisfies BuildOptions

/** Each element is an entry of its own, named by its content, so that it can be cached for ever. */
async function buildElements(): Promise<Readonly<Record<string, readonly string[]>>> {
  const { output } = await build({
    ...shared,
    input: {
      ...Object.fromEntries(TAGS.map((tag) => [tag, `src/${tag}/define.ts`])),
      [PAGE_TAG]: `src/${PAGE_TAG}/register.ts`,
    },
    output: {
      dir: "dist",
      format: "esm",
      minify: true,
      // Lit's licence lies beside as a file, rather than in each of its modules.
      comments: false,
      // Amounts are small, and every element has some: a file of their own would cost more than they do.
      codeSplitting: { groups: [{ name: "core", test: CORE }] },
      entryFileNames: "widget/[name]-[hash].js",
      chunkFileNames: "widget/[name]-[hash].js",
    },
  })
  const chunks = new Map(
    output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file] as const] : [])),
  )
  const staticOf = (name: string): string[] => [name, ...(chunks.get(name)?.imports ?? []).flatMap(staticOf)]
  const entries = [...chunks.values()].filter((chunk): chunk is OutputChunk => chunk.isEntry)
  return Object.fromEntries(entries.map(({ name, fileName }) => [name, [...new Set(staticOf(fileName))]]))
}

/** The loader is one file without imports, so that it runs before anything else has come. */
async function buildLoader(files: Readonly<Record<string, readonly string[]>>): Promise<void> {
  await build({
    ...shared,
    transform: {
      ...shared.transform,
      define: { __FILES__: JSON.stringify(files), __VERSION__: JSON.stringify(version) },
    },
    input: { widget: "src/loader.ts" },
    output: { dir: "dist", format: "esm", minify: true, entryFileNames: "[name].js" },
  })
}

// What the compiler writes for the npm package lies beside.
rmSync(join(root, "dist/widget"), { recursive: true, force: true })
await buildLoader(await buildElements())
copyFileSync(join(root, "node_modules/lit/LICENSE"), join(root, "dist/widget/lit-license.txt"))
