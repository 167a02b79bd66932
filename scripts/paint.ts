// What `pnpm paint` runs, on the demo's page: how long from the start of the script to the painted balance, and from a
// webhook to the balance that moved.
import { openBrowser } from "../test/embed/support/open-browser.ts"
import { startDemo } from "../test/embed/support/open-portal.ts"
import { buildElements } from "./build-elements.ts"

const RUNS = 15

/** Between webhooks, so that none waits for the one before. */
const PAUSE_MS = 400

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

// In the page: Meta's own sample number of the demo delivers one message.
function deliverOne(id: string): Promise<number> {
  const status = {
    id,
    status: "delivered",
    timestamp: String(Math.floor(Date.now() / 1000)),
    recipient_id: "919876543210",
    pricing: { billable: true, pricing_model: "PMP", type: "regular", category: "marketing" },
  }
  const metadata = { display_phone_number: "15550783881", phone_number_id: "106540352242922" }
  const value = { messaging_product: "whatsapp", metadata, statuses: [status] }
  const body = {
    object: "whatsapp_business_account",
    entry: [{ id: "1", changes: [{ field: "messages", value }] }],
  }
  const postedAt = performance.now()
  const moved = new Promise<number>((resolve) => {
    const told = (): void => resolve(performance.now() - postedAt)
    document.addEventListener("tollgate-balance-change", told, { once: true })
  })
  const headers = { "Content-Type": "application/json" }
  return fetch("/v1/ingest/meta", { method: "POST", headers, body: JSON.stringify(body) }).then(() => moved)
}

async function visits(isCached: boolean): Promise<readonly number[]> {
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
  return found.map(({ scriptAt, balanceAt }) => balanceAt - scriptAt)
}

/** Milliseconds from posting a delivery to the ingest route until the shown balance had changed. */
async function moves(): Promise<readonly number[]> {
  const page = await browser.newPage()
  await page.goto(demo.url)
  await page.waitForFunction(`document.querySelector("wallet-balance").session?.connection === "live"`)
  const took: number[] = []
  for (let run = 0; run < RUNS; run++) {
    took.push(await page.evaluate(deliverOne, `wamid.paint-${run}`))
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  await page.close()
  return took
}

function row(name: string, all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number): string =>
    Math.round(sorted[Math.floor(share * (sorted.length - 1))]!).toString()
  return `| ${name} | ${at(0.5)} ms | ${at(0)} to ${at(1)} ms |\n`
}

await buildElements()
const demo = await startDemo()
const browser = await openBrowser()
try {
  process.stdout.write(`| ${RUNS} times each | Median | All |\n|---|---|---|\n`)
  process.stdout.write(row("script there to balance painted, nothing cached", await visits(false)))
  process.stdout.write(row("the same, from the browser's cache", await visits(true)))
  process.stdout.write(row("webhook posted to balance moved", await moves()))
} finally {
  await browser.close()
  await demo.stop()
}
