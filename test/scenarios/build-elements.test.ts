import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { dataFolder } from "../support/process-host.ts"

const SCRIPT = new URL("../../scripts/build-elements.ts", import.meta.url).href
/** A build that counts how often it ran. */
const BUILD = `import { appendFileSync, mkdirSync } from "node:fs"
mkdirSync("dist", { recursive: true })
appendFileSync("dist/widget.js", "built\\n")
`

let folder: ReturnType<typeof dataFolder>
beforeEach(() => {
  folder = dataFolder()
  mkdirSync(join(folder.path, "src/wallet-balance"), { recursive: true })
  writeFileSync(join(folder.path, "src/wallet-balance/wallet-balance.ts"), "")
  writeFileSync(join(folder.path, "build.js"), BUILD)
  writePackage("node build.js")
})
afterEach(() => folder.remove())

function writePackage(build: string): void {
  writeFileSync(join(folder.path, "package.json"), JSON.stringify({ type: "module", scripts: { build } }))
}

function build() {
  const script = `import { buildElements } from ${JSON.stringify(SCRIPT)}
await buildElements(${JSON.stringify(folder.path)})
process.stdout.write("serving")`
  const options = { encoding: "utf8" } as const
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", script],
    options,
  )
  return { status, stdout, stderr }
}

const built = (): string => readFileSync(join(folder.path, "dist/widget.js"), "utf8")

it("[ASSET-5] npm start builds the elements when there are none or a source is newer, and not else", () => {
  expect(build()).toEqual({ status: 0, stdout: "Building the elements...\nserving", stderr: "" })
  expect(built()).toBe("built\n")
  expect(build().stdout).toBe("serving")

  const source = join(folder.path, "src/wallet-balance/wallet-balance.ts")
  const later = Date.now() / 1000 + 10
  utimesSync(source, later, later)
  expect(build().stdout).toBe("Building the elements...\nserving")
  expect(built()).toBe("built\nbuilt\n")
})

it("[ASSET-5] a build that fails is told, and the server starts without the elements", () => {
  writePackage("node missing.js")
  const { status, stdout, stderr } = build()
  expect([status, stdout]).toEqual([0, "Building the elements...\nserving"])
  expect(stderr).toContain("Cannot find module")
  expect(stderr).toContain("could not be built; the server starts without them")
})
