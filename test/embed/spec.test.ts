import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"

const ROOT = join(import.meta.dirname, "../..")
const WIDGET = join(ROOT, "packages/widget")
const RULE = /UI(?:-[A-Z]+)?-\d+/g
const RULES = [
  ...readFileSync(join(WIDGET, "SPEC.md"), "utf8").matchAll(/^- \*\*(UI(?:-[A-Z]+)?-\d+)\*\* /gm),
].map(([, rule]) => rule!)

/** The text of each source below these folders of the repository. */
function* sources(...folders: readonly string[]): Generator<readonly [path: string, text: string]> {
  for (const folder of folders) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && path.endsWith(".ts")) yield [path, readFileSync(path, "utf8")]
    }
  }
}

const TESTS = [...sources("packages/widget/src", "test/embed")].filter(([path]) => path.endsWith(".test.ts"))
/** The rules in brackets in titles of tests: `[UI-2]`, or several in one pair. */
const cited = new Set(
  TESTS.flatMap(([, text]) => [...text.matchAll(/\[(UI(?:-[A-Z]+)?-\d+[^\]\n]*)\]/g)]).flatMap(([, inside]) =>
    inside!.match(RULE)!,
  ),
)

it("the elements' SPEC.md has each rule once, in order", () => {
  const prefixOf = (rule: string): string => rule.slice(0, rule.lastIndexOf("-"))
  for (const prefix of new Set(RULES.map(prefixOf))) {
    const numbers = RULES.filter((rule) => prefixOf(rule) === prefix).map((rule) =>
      Number(rule.split("-").at(-1)),
    )
    expect(numbers, prefix).toEqual(numbers.map((_, index) => index + 1))
  }
})

it("every rule of the elements that a test cites is in their SPEC.md", () => {
  expect([...cited].filter((rule) => !RULES.includes(rule))).toEqual([])
})

it("every rule of the elements' SPEC.md is cited by a test", () => {
  expect(RULES.filter((rule) => !cited.has(rule))).toEqual([])
})

it("every rule that a comment of the elements names is in their SPEC.md", () => {
  for (const [path, text] of sources("packages/widget/src", "packages/widget/scripts", "test/embed")) {
    expect(
      (text.match(RULE) ?? []).filter((rule) => !RULES.includes(rule)),
      path,
    ).toEqual([])
  }
})
