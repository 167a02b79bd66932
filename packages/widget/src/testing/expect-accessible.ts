import type { AxeResults, RunOptions } from "axe-core"
import "axe-core/axe.min.js"
import { setTheme, type Theme } from "./page.ts"

const OPTIONS: RunOptions = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  // About whole pages, not parts of them.
  rules: { region: { enabled: false }, "page-has-heading-one": { enabled: false } },
  resultTypes: ["violations"],
}

/** Expects no violation of WCAG 2.2 AA that axe sees, in the light theme and in the dark one. */
export async function expectAccessible(
  element: Element,
  themes: readonly Theme[] = ["light", "dark"],
): Promise<void> {
  const axe = (
    globalThis as unknown as { axe: { run(on: Element, options: RunOptions): Promise<AxeResults> } }
  ).axe
  for (const theme of themes) {
    await setTheme(theme)
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished))
    const { violations } = await axe.run(element, OPTIONS)
    const found = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}\n  ${failureSummary ?? ""}`,
      ),
    )
    if (found.length > 0) throw new Error(`not accessible in the ${theme} theme:\n${found.join("\n")}`)
  }
}
