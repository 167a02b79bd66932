import { pino } from "pino"
import type { Logger } from "./log.ts"

/** A logger that writes one JSON line an entry to standard output. Needs Node. */
export function pinoLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
}
