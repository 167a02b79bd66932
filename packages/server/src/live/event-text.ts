/** One event of a wallet's stream. */
export type LiveEventName = "balance" | "usage" | "topup"

/** How long a reader waits before it connects again, ms. */
export const RECONNECT_MS = 2_000
/** The first bytes of every stream: they also make proxies and browsers pass on what follows. */
export const OPENING: string = `retry: ${RECONNECT_MS}\n\n`
/** Says that the connection lives. A comment: readers skip it. */
export const BEAT = ": beat\n\n"

/** An event as the HTML standard writes it (9.2.5). JSON has no line breaks, so one `data` line holds it. */
export function formatEvent(name: LiveEventName, id: number, json: string): string {
  return `event: ${name}\nid: ${id}\ndata: ${json}\n\n`
}

/** The sequence that a reader has seen, out of `Last-Event-ID`; `undefined` for anything that we did not write. */
export function parseLastEventId(header: string | undefined): number | undefined {
  return header !== undefined && /^[0-9]{1,15}$/.test(header) ? Number(header) : undefined
}
