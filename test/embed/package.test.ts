import { spawnSync } from "node:child_process"
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import type { Browser } from "puppeteer-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { openBrowser, openPage } from "./support/open-browser.ts"
import { packPackage, type PackedPackage } from "./support/packed-package.ts"
import { openSite, type Site } from "./support/web-site.ts"

const ROOT = join(import.meta.dirname, "../..")
const TAGS = readdirSync(join(ROOT, "packages/widget/src"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("/define.ts") && !path.startsWith("internal/"))
  .map((path) => path.split("/")[0]!)

type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>

let packed: PackedPackage
let site: Site
let browser: Browser
let exports: Exports

beforeAll(async () => {
  packed = packPackage()
  exports = (JSON.parse(readFileSync(join(packed.path, "package.json"), "utf8")) as { exports: Exports })
    .exports
  ;[site, browser] = await Promise.all([openSite(), openBrowser()])
  site.folder("/widget/", packed.path)
  site.folder("/lit/", packed.litFolder)
})

afterAll(async () => {
  await Promise.all([browser.close(), site.close()])
  packed.remove()
})

/** Files that an entry of `exports` names. */
function filesOf(entry: Exports[string]): readonly string[] {
  return typeof entry === "string" ? [entry] : Object.values(entry)
}

/** An import map of the package as it lies on the site, and of Lit. */
function importMap(): string {
  const entries = Object.entries(exports).flatMap(([name, entry]) => {
    const file = typeof entry === "string" ? entry : entry["default"]
    return file?.endsWith(".js") === true
      ? [[join("@tollgate/widget", name), `/widget/${file.slice(2)}`]]
      : []
  })
  const imports = {
    ...(Object.fromEntries(entries) as Record<string, string>),
    lit: "/lit/lit/index.js",
    "lit/": "/lit/lit/",
    "lit-html": "/lit/lit-html/lit-html.js",
    "lit-html/": "/lit/lit-html/",
    "lit-element/": "/lit/lit-element/",
    "@lit/reactive-element": "/lit/@lit/reactive-element/reactive-element.js",
    "@lit/reactive-element/": "/lit/@lit/reactive-element/",
  }
  return `<script type="importmap">${JSON.stringify({ imports })}</script>`
}

it("[UI-HOST-2] every entry of the package is in it, each element has two, and no tests come along", () => {
  for (const [name, entry] of Object.entries(exports)) {
    for (const file of filesOf(entry))
      expect(existsSync(join(packed.path, file)), `${name}: ${file}`).toBe(true)
  }
  expect(Object.keys(exports)).toEqual(
    expect.arrayContaining(TAGS.flatMap((tag) => [`./${tag}`, `./${tag}/define`])),
  )
  const files = readdirSync(packed.path, { recursive: true, encoding: "utf8" })
  expect(files.filter((file) => /testing|\.test\.|\.map$|tsbuildinfo/.test(file))).toEqual([])
})

it("[UI-HOST-2] publint finds nothing to complain of", async () => {
  const { messages, pkg } = await publint({ pkgDir: packed.path, strict: true })
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
})

it("[UI-HOST-2] without a bundler, classes register nothing, and each define registers its tag", async () => {
  site.page("/", `<!doctype html><html lang="en"><title>Import map</title>${importMap()}`)
  const { page, complaints } = await openPage(browser)
  await page.goto(site.origin)
  const defined = (): Promise<string[]> =>
    page.evaluate((tags) => tags.filter((tag) => customElements.get(tag) !== undefined), TAGS)
  const load = (name: string): Promise<string[]> =>
    page.evaluate(`import("${name}").then((module) => Object.keys(module))`) as Promise<string[]>

  expect(await load("@tollgate/widget")).toContain("configure")
  for (const tag of TAGS) expect((await load(`@tollgate/widget/${tag}`)).length).toBeGreaterThan(0)
  expect(await defined()).toEqual([])
  for (const tag of TAGS) await load(`@tollgate/widget/${tag}/define`)
  expect(await defined()).toEqual(TAGS)
  await load("@tollgate/widget/loader")
  expect(await page.evaluate("typeof Tollgate.configure")).toBe("function")
  expect(complaints).toEqual([])
})

it("[UI-HOST-2] a server that has no page can import the classes", () => {
  const code = 'const { WalletBalance } = await import("@tollgate/widget"); console.log(WalletBalance.name)'
  const ran = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: packed.folder,
    encoding: "utf8",
  })
  expect([ran.stdout, ran.stderr]).toEqual(["WalletBalance\n", ""])
})

it("[UI-HOST-3] a consumer compiles, in the DOM and in JSX, and what must not compile does not", () => {
  cpSync(join(import.meta.dirname, "consumer"), packed.folder, { recursive: true })
  const tsc = join(ROOT, "node_modules/.bin/tsc")
  const ran = spawnSync(tsc, ["-p", packed.folder], { encoding: "utf8" })
  expect([ran.stdout, ran.status]).toEqual(["", 0])
})

it("[UI-HOST-3] the example in React compiles", () => {
  const ran = spawnSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", join(ROOT, "examples/react")], {
    encoding: "utf8",
  })
  expect([ran.stdout, ran.status]).toEqual(["", 0])
})
