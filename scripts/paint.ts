// What `pnpm paint` runs: how long a browser takes from the start of the script to the painted balance, on the demo's page.
import { openBrowser } from "../test/embed/support/open-browser.ts"
import { startDemo } from "../test/embed/support/open-portal.ts"
import { buildElements } from "./build-elements.ts"

const RUNS = 15

/** Milliseconds of one visit, since the page was asked for. */
interface Visit {
  readonly scriptAt: number
  readonly balanceAt: number
}

// In the page, before anything of it: when the balance is first painted, looked for in every frame.
const WATCH = `
  requestAnimationFrame(function look(now) {
    const balance = [...document.querySelectorAll("wallet-balance")].find((one) =>
      one.shadowRoot?.querySelector(":not(.bones *)[part=balance]"))
    if (balance === undefined) return requestAnimationFrame(look)
    requestAnimationFrame(() => (globalThis.balanceAt = performance.now()))
  })`

async function visits(isCached: boolean): Promise<readonly Visit[]> {
  const found: Visit[] = []
  const page = await browser.newPage()
  await page.evaluateOnNewDocument(WATCH)
  await page.setCacheEnabled(isCached)
  // One visit more, which fills the browser's caches, or none.
  for (let run = 0; run <= RUNS; run++) {
    await page.goto(demo.url)
    await page.waitForFunction("globalThis.balanceAt !== undefined")
    const visit = (await page.evaluate(`({
      scriptAt: performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/widget.js")).responseEnd,
      balanceAt: globalThis.balanceAt,
    })`)) as Visit
    if (run > 0) found.push(visit)
  }
  await page.close()
  return found
}

function row(name: string, all: readonly Visit[]): string {
  const sorted = all.map(({ scriptAt, balanceAt }) => balanceAt - scriptAt).toSorted((a, b) => a - b)
  const at = (share: number): string =>
    Math.round(sorted[Math.floor(share * (sorted.length - 1))]!).toString()
  return `| ${name} | ${at(0.5)} ms | ${at(0)} to ${at(1)} ms |\n`
}

await buildElements()
const demo = await startDemo()
const browser = await openBrowser()
try {
  process.stdout.write(`| Script there to balance painted, ${RUNS} visits | Median | All |\n|---|---|---|\n`)
  process.stdout.write(row("first visit, nothing cached", await visits(false)))
  process.stdout.write(row("later visit, from the browser's cache", await visits(true)))
} finally {
  await browser.close()
  await demo.stop()
}
