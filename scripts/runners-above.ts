import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"

interface Process {
  readonly parent: number
  /** The command line, words apart by spaces. */
  readonly command: string
}

/** `npm start`, `npm exec ...`, `node /.../pnpm.cjs run serve`; not a shell that has these words in its script. */
const RUNNER = /^(?:\S*node\S* )?\S*\b(?:npm|npx|pnpm)(?:-cli)?(?:\.c?js)?(?: |$)/
const SHELL = /^\S*\b(?:sh|dash|bash) -c /
const DEPTH_MAX = 20

/**
 * Ids of the package managers that run this process, and of the shells between them; empty when none does. The one that a
 * person or a supervisor started comes last.
 */
export function runnersAbove(): readonly number[] {
  const found: { readonly id: number; readonly isRunner: boolean }[] = []
  let id = process.ppid
  while (id > 1 && found.length < DEPTH_MAX) {
    const one = readProcess(id)
    const isRunner = one !== undefined && RUNNER.test(one.command)
    if (one === undefined || (!isRunner && !SHELL.test(one.command))) break
    found.push({ id, isRunner })
    id = one.parent
  }
  return found.slice(0, found.findLastIndex(({ isRunner }) => isRunner) + 1).map((one) => one.id)
}

/** From `/proc` on Linux, where images without `ps` are common; from `ps` elsewhere. */
function readProcess(id: number): Process | undefined {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${id}/stat`, "utf8")
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])
      const command = readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ").trim()
      return { parent, command }
    }
    const line = execFileSync("ps", ["-o", "ppid=,args=", "-p", String(id)], { encoding: "utf8" }).trim()
    const [parent = "", ...words] = line.split(/\s+/)
    return { parent: Number(parent), command: words.join(" ") }
  } catch {
    return undefined
  }
}

/** Whether a process of this id is there. */
export function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}
