import { readdirSync, readFileSync } from "node:fs"
import { expect, it } from "vitest"
import * as engine from "./index.ts"

const PACKAGES = new URL("../../", import.meta.url)
const SPEC = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8")
const RULES: readonly string[] = [...SPEC.matchAll(/^- \*\*([A-Z]+-\d+)\*\* /gm)].map(([, rule]) => rule!)
const PREFIXES: ReadonlySet<string> = new Set(RULES.map(prefixOf))

/** Rules that no test cites, each with its reason; a prefix stands for all of its rules. */
const UNCITED: ReadonlyMap<string, string> = new Map([
  ["INV", "each is the sum of the rules named behind it"],
])

function prefixOf(rule: string): string {
  return rule.slice(0, rule.lastIndexOf("-"))
}

/** The text of every TypeScript file under these folders, none of which holds anything built or installed. */
function* sources(...folders: readonly URL[]): Generator<readonly [path: string, text: string]> {
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = `${entry.parentPath}/${entry.name}`
      if (entry.isFile() && path.endsWith(".ts")) yield [path, readFileSync(path, "utf8")]
    }
  }
}

/** The rules in brackets in titles of tests: `[HOLD-4]`, or several in one pair. */
function citedIn(text: string): string[] {
  return [...text.matchAll(/\[([A-Z]+-\d+[^\]\n]*)\]/g)].flatMap(([, inside]) =>
    inside!.match(/[A-Z]+-\d+/g)!,
  )
}

const TESTS = ["engine/src/", "server/src/", "server/runtime-tests/", "../test/scenarios/"].map(
  (folder) => new URL(folder, PACKAGES),
)
const cited = new Set([...sources(...TESTS)].flatMap(([, text]) => citedIn(text)))

it("[SPEC-1] SPEC.md has each rule once, in order", () => {
  expect(RULES.length).toBeGreaterThan(100)
  expect(new Set(RULES).size).toBe(RULES.length)
  for (const prefix of PREFIXES) {
    const numbers = RULES.filter((rule) => prefixOf(rule) === prefix).map((rule) =>
      Number(rule.split("-").at(-1)),
    )
    expect(numbers, prefix).toEqual(numbers.map((_, index) => index + 1))
  }
})

it("[SPEC-1] every rule that a test cites is in SPEC.md", () => {
  const unknown = [...cited].filter((rule) => PREFIXES.has(prefixOf(rule)) && !RULES.includes(rule))
  expect(unknown).toEqual([])
})

it("[SPEC-1] every rule of SPEC.md is cited by a test", () => {
  const untested = RULES.filter(
    (rule) => !cited.has(rule) && !UNCITED.has(rule) && !UNCITED.has(prefixOf(rule)),
  )
  expect(untested).toEqual([])
})

it("[SPEC-1] every rule that a comment names is in SPEC.md", () => {
  for (const [path, text] of sources(new URL("engine/src/", PACKAGES))) {
    const named = text.match(/\b[A-Z]+-\d+\b/g) ?? []
    expect(
      named.filter((rule) => PREFIXES.has(prefixOf(rule)) && !RULES.includes(rule)),
      path,
    ).toEqual([])
  }
})

it("[SPEC-1] every limit that the engine exports is in SPEC.md", () => {
  const limits = Object.keys(engine).filter((name) => name.endsWith("_MAX"))
  expect(limits.filter((name) => !SPEC.includes(`\`${name}\``))).toEqual([])
})
