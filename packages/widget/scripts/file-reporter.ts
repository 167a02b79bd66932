import { relative } from "node:path"
import { dotReporter, type Reporter } from "@web/test-runner"
import { testsOf } from "./count-reporter.ts"

/** A line for each file of tests and browser as it ends, and every error when all have ended. */
export function fileReporter(): Reporter {
  return {
    ...dotReporter(),
    reportTestFileResults({ testFile, sessionsForTestFile }) {
      for (const { passed, browser, testResults } of sessionsForTestFile) {
        const count = testsOf(testResults).length
        const file = relative(process.cwd(), testFile)
        process.stdout.write(`${passed === true ? "ok" : "FAILED"}: ${file} (${count}, ${browser.name})\n`)
      }
    },
  }
}
