import type { LogFacts, Logger } from "../../observability/log.ts"

/** A logger that writes one JSON line an entry to the console, which is where a Worker's logs are read from. */
export const consoleLogger: Logger = {
  info: (facts, message) => console.log(line("info", facts, message)),
  warn: (facts, message) => console.warn(line("warn", facts, message)),
  error: (facts, message) => console.error(line("error", facts, message)),
}

function line(level: string, facts: LogFacts, msg: string): string {
  return JSON.stringify({ level, time: new Date().toISOString(), ...facts, msg })
}
