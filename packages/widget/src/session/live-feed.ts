import { readEvents } from "./event-stream.ts"
import { TollgateError } from "./tollgate-error.ts"
import type { Connection } from "./wallet-session.ts"

/** The server sends a comment each 15 s: a stream that is silent for so long is dead. */
export const SILENCE_MS = 40_000
/** A stream whose first bytes take longer is held up by a proxy. */
export const FIRST_BYTES_MS = 6_000
export const POLL_EVERY_MS = 10_000
/** With a proxy that lets no stream through, so long is polled before the next try. */
export const STREAM_AGAIN_MS = 300_000
const RETRY_MS_MIN = 1_000
const RETRY_MS_MAX = 30_000
/** A page that is looked at again soon keeps its stream. */
const HIDDEN_MS = 10_000

export interface LiveFeedHost {
  /** Opens the stream; throws `TollgateError`. */
  open(signal: AbortSignal, lastEventId: string): Promise<Response>
  /** Reads all anew; false where there was no answer. */
  poll(): Promise<boolean>
  event(name: string, data: unknown): void
  state(connection: Connection): void
}

export interface LiveFeed {
  /** Begins again where it had given up. */
  wake(): void
  close(): void
}

/** How a stream ended: it had worked; nothing comes through; the server is not to be reached; no token is to be had. */
type Ending = "worked" | "blocked" | "unreachable" | "refused"

/**
 * Keeps a wallet live: a stream while the page is seen, polling where no stream comes through, nothing in a hidden tab.
 * Rules UI-LIVE-1 to UI-LIVE-4.
 */
export function openLiveFeed(host: LiveFeedHost): LiveFeed {
  let stop = new AbortController()
  let isRunning = false
  let lastEventId = ""
  let hiding: ReturnType<typeof setTimeout> | undefined

  const run = async (signal: AbortSignal): Promise<void> => {
    let retry = RETRY_MS_MIN
    let streamFrom = 0
    while (!signal.aborted) {
      if (Date.now() >= streamFrom) {
        const startedAt = Date.now()
        const ending = await stream(signal)
        if (signal.aborted) return
        if (ending === "refused") break
        if (ending === "blocked") streamFrom = Date.now() + STREAM_AGAIN_MS
        // The server ends a stream with its token: the next one comes at once, with a new token.
        if (ending === "worked" && Date.now() - startedAt > RETRY_MS_MAX) retry = RETRY_MS_MIN
      }
      const isAnswered = await host.poll()
      if (signal.aborted) return
      const isPolling = Date.now() < streamFrom
      if (isPolling || !isAnswered) host.state(isAnswered ? "polling" : "offline")
      await pause(isPolling ? POLL_EVERY_MS : retry, signal)
      retry = Math.min(retry * 2, RETRY_MS_MAX)
    }
    isRunning = false
    host.state("offline")
  }

  const stream = async (signal: AbortSignal): Promise<Ending> => {
    const own = new AbortController()
    const abort = (): void => own.abort()
    signal.addEventListener("abort", abort)
    let watch = setTimeout(abort, FIRST_BYTES_MS)
    let hasWorked = false
    try {
      const { body } = await host.open(own.signal, lastEventId)
      for await (const event of readEvents(body!)) {
        clearTimeout(watch)
        watch = setTimeout(abort, SILENCE_MS)
        hasWorked = true
        host.state("live")
        if (event === "beat") continue
        lastEventId = event.id
        host.event(event.name, JSON.parse(event.data))
      }
      return hasWorked ? "worked" : "blocked"
    } catch (error) {
      if (hasWorked) return "worked"
      const status = error instanceof TollgateError ? error.status : -1
      return status === 0 ? "unreachable" : status === 401 ? "refused" : "blocked"
    } finally {
      clearTimeout(watch)
      signal.removeEventListener("abort", abort)
      abort()
    }
  }

  const begin = (): void => {
    stop.abort()
    stop = new AbortController()
    isRunning = true
    void run(stop.signal)
  }
  /** After a while without: what the stream does not tell is read too. */
  const beginAgain = (): void => {
    begin()
    void host.poll()
  }
  const end = (): void => {
    stop.abort()
    isRunning = false
  }
  const wake = (): void => {
    if (!isRunning && !document.hidden) begin()
  }
  const see = (): void => {
    clearTimeout(hiding)
    if (!document.hidden) {
      if (!isRunning) beginAgain()
      return
    }
    hiding = setTimeout(() => {
      end()
      host.state("paused")
    }, HIDDEN_MS)
  }
  const online = (): void => {
    if (!document.hidden) beginAgain()
  }
  document.addEventListener("visibilitychange", see)
  addEventListener("online", online)
  wake()
  return {
    wake,
    close() {
      clearTimeout(hiding)
      end()
      document.removeEventListener("visibilitychange", see)
      removeEventListener("online", online)
    },
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(done, milliseconds)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener("abort", done)
      resolve()
    }
    signal.addEventListener("abort", done)
  })
}
