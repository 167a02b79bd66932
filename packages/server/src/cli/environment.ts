import type { Command } from "commander"
import { readEnvironment, type Environment } from "../runtime/environment.ts"
import { VERSION } from "../version.ts"

/** The environment of a command; `--data` stands above `TOLLGATE_DATA`. */
export function commandEnvironment(
  command: Command,
  overrides: Readonly<Record<string, string | undefined>> = {},
): Environment {
  const { data } = command.optsWithGlobals<{ data?: string }>()
  const told = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined))
  return readEnvironment(
    { ...process.env, ...(data === undefined ? {} : { TOLLGATE_DATA: data }), ...told },
    VERSION,
  )
}
