import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "vite"

/** The elements that the loader knows: a folder each, with a `define.ts`. */
const TAGS = ["wallet-balance"] as const

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }

/** Each element is an entry of its own, named by its content, so that it can be cached for ever. */
async function buildElements(): Promise<Readonly<Record<string, readonly string[]>>> {
  const built = await build({
    root,
    configFile: false,
    base: "./",
    logLevel: "warn",
    build: {
      target: "es2022",
      outDir: "dist",
      emptyOutDir: true,
      modulePreload: false,
      rolldownOptions: {
        input: Object.fromEntries(TAGS.map((tag) => [tag, join(root, `src/${tag}/define.ts`)])),
        output: {
          entryFileNames: "widget/[name]-[hash].js",
          chunkFileNames: "widget/[name]-[hash].js",
        },
      },
    },
  })
  if (!("output" in built)) throw new TypeError("one build gives one output")
  const chunks = new Map(built.output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file] as const] : [])))
  const staticOf = (name: string): string[] => [name, ...(chunks.get(name)?.imports ?? []).flatMap(staticOf)]
  return Object.fromEntries(
    [...chunks.values()].flatMap(({ name, fileName, isEntry }) => (isEntry ? [[name, [...new Set(staticOf(fileName))]]] : [])),
  )
}

/** The loader is one file without imports, so that it runs before anything else has come. */
async function buildLoader(files: Readonly<Record<string, readonly string[]>>): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    define: { __FILES__: JSON.stringify(files), __VERSION__: JSON.stringify(version) },
    build: {
      target: "es2022",
      outDir: "dist",
      emptyOutDir: false,
      modulePreload: false,
      rolldownOptions: { input: { widget: join(root, "src/loader.ts") }, output: { entryFileNames: "[name].js" } },
    },
  })
}

await buildLoader(await buildElements())
