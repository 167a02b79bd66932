import { join } from "node:path"
import type { Page } from "puppeteer-core"

const POLL_MS = 50
const WAIT_MS_MAX = 20_000

/** Somebody who goes through pages, says what must be there, and takes a picture of what they see. */
export class Visitor {
  readonly #folder: string
  readonly taken: string[] = []

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Resolves once the element, its own shadow root's text, says this. */
  async reads(page: Page, tag: string, text: string): Promise<void> {
    await page
      .waitForFunction(
        (name, wanted) => {
          const element = document.querySelector(name)
          const said = (element?.shadowRoot ?? element)?.textContent ?? ""
          return said.replaceAll(/\s+/g, " ").includes(wanted)
        },
        { polling: POLL_MS, timeout: WAIT_MS_MAX },
        tag,
        text,
      )
      .catch((error: unknown) => {
        throw new Error(`<${tag}> never said "${text}"`, { cause: error })
      })
  }

  /** Resolves once this is in the element's shadow root. */
  async sees(page: Page, tag: string, selector: string): Promise<void> {
    await page.waitForFunction(
      (name, wanted) => document.querySelector(name)?.shadowRoot?.querySelector(wanted) != null,
      { polling: POLL_MS, timeout: WAIT_MS_MAX },
      tag,
      selector,
    )
  }

  /** A picture of the page, or of one element of it, once nothing moves. */
  async picture(page: Page, name: string, tag?: string): Promise<void> {
    await page.bringToFront()
    await page.mouse.move(0, 0)
    await page.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
          .map((animation) => animation.finished),
      ),
    )
    const path = join(this.#folder, `${name}.png`) as `${string}.png`
    const element = tag === undefined ? null : await page.$(tag)
    await (element === null ? page.screenshot({ path, fullPage: true }) : element.screenshot({ path }))
    this.taken.push(path)
  }
}

/** Does what opens the payment provider's page in a tab of its own, and gives the tab. */
export async function tabOf(page: Page, press: () => Promise<void>): Promise<Page> {
  const opened = new Promise<Page>((resolve, reject) => {
    page.once("popup", (popup) => (popup === null ? reject(new Error("no tab")) : resolve(popup)))
  })
  await press()
  const tab = await opened
  await tab.waitForSelector("form button")
  return tab
}
