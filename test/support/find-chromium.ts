import { execFileSync } from "node:child_process"
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { homedir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** What a launcher of puppeteer needs to start a browser. */
export interface BrowserLaunch {
  readonly executablePath: string
  readonly args: string[]
  readonly env: Record<string, string | undefined>
}

const NAMES = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"]
const APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
]
// No sandbox, as tests run as root in containers; nothing that speaks to a network by itself.
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
  // Not the machine's: what tests see is in English.
  "--lang=en-US",
  "--accept-lang=en-US",
]
const CACHE = join(import.meta.dirname, "../node_modules/.cache/tollgate-chromium")

/** The Chromium that tests run in: `CHROME_PATH`, else an installed one, else the one that comes from npm (Linux on x64). */
export function findChromium(): BrowserLaunch {
  const installed = chosen("CHROME_PATH") ?? onPath(NAMES) ?? APPLICATIONS.find(existsSync)
  return installed === undefined
    ? packagedChromium()
    : { executablePath: installed, args: ARGS, env: process.env }
}

/** Path of the Firefox to test in as well: `FIREFOX_PATH`, else an installed one; undefined without any. */
export function findFirefox(): string | undefined {
  return chosen("FIREFOX_PATH") ?? onPath(["firefox", "firefox-esr"])
}

function chosen(variable: "CHROME_PATH" | "FIREFOX_PATH"): string | undefined {
  const path = process.env[variable]
  if (path === undefined || path === "") return undefined
  if (!isExecutable(path)) throw new Error(`${variable} is not a program: ${path}`)
  return path
}

function onPath(names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "")
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Chrome's headless shell out of `@sparticuz/chromium`, unpacked once for this checkout and version. The package brings the
 * libraries that a bare image lacks, and unpacks them only where it believes to be on AWS: so a process of its own believes it.
 */
function packagedChromium(): BrowserLaunch {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("no Chromium found: install Chrome or Chromium, or set CHROME_PATH to one")
  }
  const entry = fileURLToPath(import.meta.resolve("@sparticuz/chromium"))
  const { version } = JSON.parse(readFileSync(join(dirname(entry), "../package.json"), "utf8")) as {
    version: string
  }
  const folder = join(CACHE, version)
  if (!existsSync(folder)) unpack(entry, folder)
  return {
    executablePath: join(folder, "chromium"),
    args: ARGS,
    env: {
      ...process.env,
      HOME: process.env["HOME"] ?? homedir(),
      LD_LIBRARY_PATH: join(folder, "al2023/lib"),
      ...(existsSync("/etc/fonts/fonts.conf") ? {} : { FONTCONFIG_PATH: join(folder, "fonts") }),
    },
  }
}

/** Whole or not at all: two runs may come here at once. */
function unpack(entry: string, folder: string): void {
  mkdirSync(CACHE, { recursive: true })
  const partial = mkdtempSync(join(CACHE, "partial-"))
  const script = `const { default: chromium } = await import(${JSON.stringify(entry)}); await chromium.executablePath()`
  try {
    execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
      env: { PATH: process.env["PATH"], TMPDIR: partial, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" },
      stdio: ["ignore", "ignore", "inherit"],
    })
    writeFileSync(join(partial, "fonts/fonts.conf"), fontsConfiguration(join(folder, "fonts")))
    renameSync(partial, folder)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

/** The package's own names folders of AWS only. */
function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>\n<fontconfig><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>\n`
}
