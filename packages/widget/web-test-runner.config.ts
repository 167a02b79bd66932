import { chromeLauncher } from "@web/test-runner-chrome"
import type { TestRunnerConfig } from "@web/test-runner"
import { esbuildPlugin } from "@web/dev-server-esbuild"
import { findChromium, findFirefox } from "../../test/support/find-chromium.ts"
import { countReporter } from "./scripts/count-reporter.ts"
import { fileReporter } from "./scripts/file-reporter.ts"

const ROOT = `${import.meta.dirname}/../..`
const report = process.env["TOLLGATE_TEST_REPORT"]
const firefox = findFirefox()

/** The elements' tests, in every browser that is there. */
const config: TestRunnerConfig = {
  rootDir: ROOT,
  files: [`${import.meta.dirname}/src/**/*.test.ts`],
  nodeResolve: true,
  // One page at a time: another would be in the background, where browsers draw no frames.
  concurrency: 1,
  testFramework: { config: { timeout: "10000" } },
  plugins: [esbuildPlugin({ ts: true, target: "es2022", tsconfig: `${import.meta.dirname}/tsconfig.json` })],
  browsers: [
    chromeLauncher({ launchOptions: findChromium() }),
    // The same launcher drives both: puppeteer-core speaks to Firefox by itself.
    ...(firefox === undefined
      ? []
      : [
          Object.assign(chromeLauncher({ launchOptions: { browser: "firefox", executablePath: firefox } }), {
            name: "Firefox",
          }),
        ]),
  ],
  reporters: [fileReporter(), ...(report === undefined ? [] : [countReporter(report)])],
}

export default config
