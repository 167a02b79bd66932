/** What a log line may carry: no secrets, no query strings, no full phone numbers. Rule HTTP-12. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>

/** The few calls of a structured logger that the server uses. */
export interface Logger {
  info(facts: LogFacts, message: string): void
  warn(facts: LogFacts, message: string): void
  error(facts: LogFacts, message: string): void
}

const LONG_DIGITS = /\+?[0-9]{5,}([0-9]{2})/g

/** `text` with every run of seven or more digits, as phone numbers are, cut to its last two. */
export function maskNumbers(text: string): string {
  return text.replace(LONG_DIGITS, "…$1")
}

/** Facts of an unexpected error: for the log alone, never for an answer. */
export function errorFacts(error: unknown): LogFacts {
  if (!(error instanceof Error)) return { error: maskNumbers(String(error)) }
  return { error: error.name, reason: maskNumbers(error.message), stack: maskNumbers(error.stack ?? "") }
}
