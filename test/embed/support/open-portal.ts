import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "puppeteer-core"
import { dataFolder, startProcess } from "../../support/process-host.ts"
import { openPage, type WatchedPage } from "./open-browser.ts"

/** A demo as `npm start` runs it, on a folder of its own. */
export interface Demo {
  readonly url: string
  stop(): Promise<void>
}

const DRAWN_MS_MAX = 30_000
/** The elements that there are, as their manifest says. */
const ELEMENTS = elementTags()
/** The demo's own key and unsigned webhooks. */
const DEMO = {
  TOLLGATE_DEMO: "1",
  TOLLGATE_OPERATOR_KEY: "",
  TOLLGATE_META_APP_SECRET: "",
  TOLLGATE_GUPSHUP_TOKEN: "",
}

function elementTags(): readonly string[] {
  const path = join(import.meta.dirname, "../../../packages/widget/custom-elements.json")
  const { modules } = JSON.parse(readFileSync(path, "utf8")) as {
    modules: readonly { readonly declarations?: readonly { readonly tagName?: string }[] }[]
  }
  return modules.flatMap(({ declarations = [] }) => declarations.flatMap(({ tagName = [] }) => tagName))
}

export async function startDemo(): Promise<Demo> {
  const folder = dataFolder()
  const server = await startProcess(folder.path, DEMO)
  return {
    url: server.url,
    async stop() {
      await server.end("SIGTERM")
      folder.remove()
    },
  }
}

/** A page of the portal, once its elements show what they were answered. */
export async function openPortal(
  browser: Browser,
  address: string,
  size: { readonly width: number; readonly height: number },
): Promise<WatchedPage> {
  const watched = await openPage(browser)
  const { page } = watched
  await page.setViewport({ ...size, deviceScaleFactor: 1 })
  await page.goto(address, { waitUntil: "load" })
  await page.waitForFunction(areDrawn, { timeout: DRAWN_MS_MAX }, ELEMENTS)
  return watched
}

/** Runs in the page. Bones stand where an element waits for its first answer. */
function areDrawn(tags: readonly string[]): boolean {
  return [...document.querySelectorAll(tags.join())].every(
    ({ shadowRoot }) =>
      shadowRoot?.querySelector("[part=card]") && shadowRoot.querySelector("[aria-busy=true]") === null,
  )
}
