// What `npm test` runs: types, lint, format, builds, then every test. The last line is `N passed, N failed`.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

interface Step {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

const steps: readonly Step[] = [
  { name: "types", command: "tsc", args: ["-b"] },
  { name: "lint", command: "oxlint", args: ["--type-aware", "--deny-warnings"] },
  { name: "format", command: "oxfmt", args: ["--check", "."] },
  { name: "widget builds", command: "pnpm", args: ["--filter", "@tollgate/widget", "run", "build"] },
]

function run({ name, command, args }: Step): boolean {
  const started = performance.now()
  process.stdout.write(`> ${name}\n`)
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (error !== undefined) process.stdout.write(`${error.message}\n`)
  process.stdout.write(`${status === 0 ? "ok" : "FAILED"}: ${name} (${seconds} s)\n`)
  return status === 0
}

/** Counts out of vitest's JSON report; a run that left none counts as one failure. */
function countTests(report: string): { passed: number; failed: number; skipped: number } {
  try {
    const counts = JSON.parse(readFileSync(report, "utf8")) as {
      numPassedTests: number
      numFailedTests: number
      numPendingTests: number
      numTotalTestSuites: number
      numFailedTestSuites: number
    }
    return { passed: counts.numPassedTests, failed: counts.numFailedTests, skipped: counts.numPendingTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const folder = mkdtempSync(join(tmpdir(), "tollgate-check-"))
const report = join(folder, "tests.json")
const checks = steps.map(run)
const ranTests = run({
  name: "tests",
  command: "vitest",
  args: ["run", "--reporter=dot", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(2)],
})
const { passed, failed, skipped } = countTests(report)
rmSync(folder, { recursive: true })

const failedChecks = checks.filter((ok) => !ok).length
// A suite that failed to load fails the run without a failed test.
const failures = failed + failedChecks + (ranTests || failed > 0 ? 0 : 1)
const total = passed + checks.length - failedChecks
process.stdout.write(`${total} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`)
process.exitCode = failures === 0 ? 0 : 1
