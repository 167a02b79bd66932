import { emulateMedia, setViewport } from "@web/test-runner-commands"
import { rendered } from "./fixture.ts"

export type Theme = "light" | "dark"

const HEIGHT = 900
const WIDTH = 1_024

let isChanged = false

afterEach(async () => {
  if (!isChanged) return
  isChanged = false
  await setViewport({ width: WIDTH, height: HEIGHT })
  await setTheme("light")
  document.documentElement.removeAttribute("style")
  isChanged = false
})

/** The reader's system prefers this theme, and the page follows it. Undone after the test. */
export async function setTheme(theme: Theme): Promise<void> {
  isChanged = true
  document.documentElement.style.colorScheme = "light dark"
  await emulateMedia({ colorScheme: theme })
  await rendered(document.body)
}

/** A window of this width in CSS pixels. Undone after the test. */
export async function withWidth(width: number): Promise<void> {
  isChanged = true
  await setViewport({ width, height: HEIGHT })
  await new Promise((resolve) => requestAnimationFrame(resolve))
  await rendered(document.body)
}
