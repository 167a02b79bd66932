import { writeFileSync } from "node:fs"
import type { Reporter, TestSession } from "@web/test-runner"

type Suite = NonNullable<TestSession["testResults"]>

/** Writes `{passed, failed, skipped}` of all browsers as JSON to a file; a page that did not load counts as one failure. */
export function countReporter(path: string): Reporter {
  return {
    onTestRunFinished({ sessions }) {
      const tests = sessions.flatMap(({ testResults }) => testsOf(testResults))
      const failed = tests.filter((test) => !test.passed && !test.skipped).length
      const broken = sessions.filter(
        (session) =>
          session.passed !== true &&
          testsOf(session.testResults).every((test) => test.passed || test.skipped),
      )
      writeFileSync(
        path,
        JSON.stringify({
          passed: tests.filter((test) => test.passed).length,
          failed: failed + broken.length,
          skipped: tests.filter((test) => test.skipped).length,
        }),
      )
    },
  }
}

/** The tests of a suite and of the suites in it. */
export function testsOf(suite: Suite | undefined): Suite["tests"] {
  return suite === undefined ? [] : [...suite.tests, ...suite.suites.flatMap(testsOf)]
}
