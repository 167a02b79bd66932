import { emulateMedia, setViewport } from "@web/test-runner-commands"
import { rendered } from "./fixture.ts"

export type Theme = "light" | "dark"

const HEIGHT = 900
const WIDTH = 1_024

/** Whether a test can say what the reader's system asks for: `emulateMedia` needs a protocol that Firefox does not speak. */
export const CAN_EMULATE: boolean = !navigator.userAgent.includes("Firefox")

let isChanged = false

afterEach(async () => {
  if (!isChanged) return
  isChanged = false
  await setViewport({ width: WIDTH, height: HEIGHT })
  await setTheme("light")
  document.documentElement.removeAttribute("style")
  isChanged = false
})

/**
 * The reader's system prefers this theme, and the page follows it. Undone after the test. Firefox lets nobody say what its
 * system prefers: there the page itself has the theme.
 */
export async function setTheme(theme: Theme): Promise<void> {
  isChanged = true
  document.documentElement.style.colorScheme = CAN_EMULATE ? "light dark" : theme
  if (CAN_EMULATE) await emulateMedia({ colorScheme: theme })
  await rendered(document.body)
}

/** A window of this width in CSS pixels. Undone after the test. */
export async function withWidth(width: number): Promise<void> {
  isChanged = true
  await setViewport({ width, height: HEIGHT })
  await new Promise((resolve) => requestAnimationFrame(resolve))
  await rendered(document.body)
}
