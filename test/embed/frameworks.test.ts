import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "puppeteer-core"
import { afterAll, afterEach, beforeAll, expect, it } from "vitest"
import { dataFolder, startProcess, type ServerProcess } from "../support/process-host.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"
import { balanceIn, openBrowser, openPage } from "./support/open-browser.ts"

const EXAMPLES = join(import.meta.dirname, "../../examples")
const folder = dataFolder()
let server: ServerProcess
let browser: Browser
let tenant: Tenant
let backend: ChildProcess | undefined

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startProcess(folder.path), openBrowser()])
  tenant = await makeTenant(server.operator, "acme", { credit: "418.23" })
})

afterEach(() => {
  backend?.kill()
})

afterAll(async () => {
  await Promise.all([browser.close(), server.end("SIGTERM")])
  folder.remove()
})

/** Builds an example as its developer would, with what `pnpm install` put there. */
function build(example: string): void {
  const cwd = join(EXAMPLES, example)
  if (!existsSync(join(cwd, "package.json"))) return
  const { status, stderr } = spawnSync(join(cwd, "node_modules/.bin/vite"), ["build", "--logLevel", "warn"], {
    cwd,
    encoding: "utf8",
    // The test runner's own NODE_ENV would build for development.
    env: { ...process.env, NODE_ENV: "production" },
  })
  expect([status, stderr]).toEqual([0, ""])
}

/** The example's backend beside the server; gives its origin, which the partner lists from now on. */
async function serve(example: string): Promise<string> {
  backend = spawn(process.execPath, [join(EXAMPLES, "backend/serve.ts"), example], {
    env: {
      ...process.env,
      PORT: "0",
      TOLLGATE_URL: server.url,
      TOLLGATE_KEY: tenant.partner.key,
      TOLLGATE_WALLET: tenant.walletId,
    },
    stdio: ["ignore", "pipe", "inherit"],
  })
  const origin = await new Promise<string>((resolve) => {
    backend?.stdout?.on("data", (chunk: Buffer) => {
      const found = /http:\S+/.exec(chunk.toString())?.[0]
      if (found !== undefined) resolve(found)
    })
  })
  const allowed = { allowedOrigins: [origin] }
  await server.operator.must(server.operator.patch(`/v1/partners/${tenant.name}`, allowed))
  return origin
}

it.each(["plain-html", "react", "vue", "svelte", "angular"])(
  "[UI-HOST-1] %s shows the elements, sets a property, and hears an event",
  async (example) => {
    build(example)
    const origin = await serve(example)
    const { page, complaints } = await openPage(browser)
    await page.goto(`${origin}/`)
    expect(await balanceIn(page)).toContain("$418.23")
    expect(await page.$eval("wallet-balance", (element) => (element as any).compact)).toBe(true)
    await page.waitForFunction((tags) => tags.every((tag) => customElements.get(tag)), {}, [
      "usage-breakup",
      "add-credits",
    ])
    await page.$eval("wallet-balance", (element) =>
      element.shadowRoot?.querySelector<HTMLElement>("[part=action]")?.click(),
    )
    await page.waitForFunction(() => document.querySelector("output")?.textContent !== "")
    expect(await page.$eval("output", (output) => output.textContent)).toBe(
      `Add credits to ${tenant.walletId}`,
    )
    expect(complaints).toEqual([])
  },
)
