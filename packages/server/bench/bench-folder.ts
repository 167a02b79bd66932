import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"

/** On the disk of this checkout: the system's temporary folder may be in memory, where a sync costs nothing. */
const PARENT = join(import.meta.dirname, "../../../data")

/** Runs `body` with a new folder, which is removed after it. */
export async function withFolder<T>(body: (folder: string) => T | Promise<T>): Promise<T> {
  mkdirSync(PARENT, { recursive: true })
  const folder = mkdtempSync(join(PARENT, "bench-"))
  try {
    return await body(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
