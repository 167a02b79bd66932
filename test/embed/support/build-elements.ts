import { spawnSync } from "node:child_process"
import { join } from "node:path"

const WIDGET = join(import.meta.dirname, "../../../packages/widget")

/** Builds what these tests embed, before the first of them; `npm test` has done so already. */
export function setup(): void {
  if (process.env["TOLLGATE_ELEMENTS_BUILT"] === "1") return
  const { status, error } = spawnSync("npm", ["run", "--silent", "build:package"], {
    cwd: WIDGET,
    stdio: ["ignore", "inherit", "inherit"],
  })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error("the elements do not build")
}
