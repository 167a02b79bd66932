// What `pnpm visit [folder] [flow...]` runs: goes through every flow of money in as people do, in Chromium on a demo of its
// own, fails where something is not as it should be, and leaves pictures to look at.
import { mkdirSync } from "node:fs"
import { resolve } from "node:path"
import { openBrowser } from "../test/embed/support/open-browser.ts"
import { startDemo } from "../test/embed/support/open-portal.ts"
import { MONEY_IN } from "../test/embed/support/visit/money-in.ts"
import { Visitor } from "../test/embed/support/visit/visitor.ts"
import { buildElements } from "./build-elements.ts"

const [folder = "visit", ...wanted] = process.argv.slice(2)
await buildElements()
mkdirSync(folder, { recursive: true })
const visitor = new Visitor(resolve(folder))
const browser = await openBrowser()
try {
  for (const [name, flow] of Object.entries(MONEY_IN)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    // Each on a demo of its own: what one pays is not there in the next.
    const demo = await startDemo()
    try {
      await flow({ demo, browser, visitor })
    } finally {
      await demo.stop()
    }
    process.stdout.write(`${name}: ok\n`)
  }
} finally {
  await browser.close()
}
process.stdout.write(`${visitor.taken.length} pictures in ${resolve(folder)}\n`)
