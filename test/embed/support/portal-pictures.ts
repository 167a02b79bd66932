import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { openBrowser } from "./open-browser.ts"
import { openPortal, startDemo } from "./open-portal.ts"

const SIZE = { width: 1440, height: 1440 }
/** What stands in the log of the pictures: three webhooks, and two changes of the balance. */
const LOG_ENTRIES = 5

/** The two pictures of the README, of a demo just started: the portal, light and dark, after one message. */
export async function takePictures(folder: string): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true })
  const demo = await startDemo()
  const browser = await openBrowser()
  try {
    const taken: string[] = []
    for (const theme of ["light", "dark"] as const) {
      const { page } = await openPortal(browser, `${demo.url}/?theme=${theme}`, SIZE)
      await page.click('[data-scenario="marketing"]')
      await page.waitForFunction(
        (count) => document.querySelectorAll("#log > li").length >= count,
        {},
        LOG_ENTRIES,
      )
      // The pointer's own mark and what moves stay out of the picture.
      await page.mouse.move(0, 0)
      await page.evaluate(() =>
        Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
      )
      const path = join(folder, `portal-${theme}.png`) as `${string}.png`
      await page.screenshot({ path })
      taken.push(path)
      await page.close()
    }
    return taken
  } finally {
    await browser.close()
    await demo.stop()
  }
}
