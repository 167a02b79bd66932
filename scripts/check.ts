// What `npm test` runs: types, lint, format, builds, then every test. The last line is `N passed, N failed`.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

interface Step {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A step that leaves a report of its tests. */
interface TestStep extends Step {
  readonly count: () => Counts
}

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const folder = mkdtempSync(join(tmpdir(), "tollgate-check-"))
const vitestReport = join(folder, "vitest.json")
const browserReport = join(folder, "browser.json")

const checks: readonly Step[] = [
  { name: "types", command: "tsc", args: ["-b"] },
  { name: "elements build", command: "pnpm", args: ["--filter", "@tollgate/widget", "run", "build:package"] },
  { name: "lint", command: "oxlint", args: ["--type-aware", "--deny-warnings"] },
  { name: "format", command: "oxfmt", args: ["--check", "."] },
  {
    name: "manifest of the elements",
    command: "pnpm",
    args: ["--filter", "@tollgate/widget", "run", "manifest", "--check"],
  },
  // `pnpm sizes` holds the budgets, too; they are not met yet.
  { name: "sizes of the elements", command: "node", args: ["scripts/sizes.ts", "--growth-only"] },
]

const testSteps: readonly TestStep[] = [
  {
    name: "browser tests",
    command: "pnpm",
    args: ["--filter", "@tollgate/widget", "run", "test"],
    env: { TOLLGATE_TEST_REPORT: browserReport },
    count: () => readReport(browserReport, (report) => report as Counts),
  },
  {
    name: "tests",
    command: "vitest",
    args: [
      "run",
      "--reporter=dot",
      "--reporter=json",
      `--outputFile.json=${vitestReport}`,
      ...process.argv.slice(2),
    ],
    env: { TOLLGATE_ELEMENTS_BUILT: "1" },
    count: () => readReport(vitestReport, fromVitest),
  },
]

function run({ name, command, args, env }: Step): boolean {
  const started = performance.now()
  process.stdout.write(`> ${name}\n`)
  const { status, error } = spawnSync(command, args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (error !== undefined) process.stdout.write(`${error.message}\n`)
  process.stdout.write(`${status === 0 ? "ok" : "FAILED"}: ${name} (${seconds} s)\n`)
  return status === 0
}

/** The step's counts. A suite that failed to load fails the step without a failed test: it counts as one. */
function runTests(step: TestStep): Counts {
  const isOk = run(step)
  const counts = step.count()
  return isOk || counts.failed > 0 ? counts : { ...counts, failed: 1 }
}

/** A run that left no report counts as one failure. */
function readReport(path: string, count: (report: unknown) => Counts): Counts {
  try {
    return count(JSON.parse(readFileSync(path, "utf8")))
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

function fromVitest(report: unknown): Counts {
  const { numPassedTests, numFailedTests, numPendingTests } = report as Record<string, number>
  return { passed: numPassedTests ?? 0, failed: numFailedTests ?? 0, skipped: numPendingTests ?? 0 }
}

const ran: Counts[] = checks.map((step) =>
  run(step) ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 },
)
ran.push(...testSteps.map(runTests))
rmSync(folder, { recursive: true })

const sum = (what: keyof Counts): number => ran.reduce((total, counts) => total + counts[what], 0)
const skipped = sum("skipped")
process.stdout.write(
  `${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`,
)
process.exitCode = sum("failed") === 0 ? 0 : 1
