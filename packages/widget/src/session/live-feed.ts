import { readEvents } from "./event-stream.ts"
import { TollgateError } from "./tollgate-error.ts"
import type { Connection } from "./wallet-session.ts"

/** How long a feed waits for what, in ms. */
export interface LiveFeedTimes {
  /** The server sends a comment each 15 s: a stream that is silent for so long is dead. */
  readonly silence: number
  /** A stream whose first bytes take longer is held up by a proxy. */
  readonly firstBytes: number
  /** Between polls. */
  readonly poll: number
  /** With a proxy that lets no stream through, so long is polled before the next try. */
  readonly streamAgain: number
  /** Before the first try after a stream has ended; each further one waits twice as long, up to `retryMax`. */
  readonly retryMin: number
  readonly retryMax: number
  /** A page that is looked at again soon keeps its stream. */
  readonly hidden: number
}

const TIMES: LiveFeedTimes = {
  silence: 40_000,
  firstBytes: 6_000,
  poll: 10_000,
  streamAgain: 300_000,
  retryMin: 1_000,
  retryMax: 30_000,
  hidden: 10_000,
}

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
export function openLiveFeed(host: LiveFeedHost, times: LiveFeedTimes = TIMES): LiveFeed {
  let stop = new AbortController()
  let isRunning = false
  let lastEventId = ""
  let hiding: ReturnType<typeof setTimeout> | undefined

  const run = async (signal: AbortSignal): Promise<void> => {
    let retry = times.retryMin
    let streamFrom = 0
    while (!signal.aborted) {
      if (Date.now() >= streamFrom) {
        const startedAt = Date.now()
        const ending = await stream(signal)
        if (signal.aborted) return
        if (ending === "refused") break
        if (ending === "blocked") streamFrom = Date.now() + times.streamAgain
        // The server ends a stream with its token: the next one comes at once, with a new token.
        if (ending === "worked" && Date.now() - startedAt > times.retryMax) retry = times.retryMin
      }
      const isAnswered = await host.poll()
      if (signal.aborted) return
      const isPolling = Date.now() < streamFrom
      if (isPolling || !isAnswered) host.state(isAnswered ? "polling" : "offline")
      // Not all pages at once, after a server that was away.
      await pause((isPolling ? times.poll : retry) * (0.75 + Math.random() / 2), signal)
      retry = Math.min(retry * 2, times.retryMax)
    }
    isRunning = false
    host.state("offline")
  }

  const stream = async (signal: AbortSignal): Promise<Ending> => {
    const own = new AbortController()
    const abort = (): void => own.abort()
    signal.addEventListener("abort", abort)
    let watch = setTimeout(abort, times.firstBytes)
    let hasWorked = false
    try {
      const { body } = await host.open(own.signal, lastEventId)
      for await (const event of readEvents(body!)) {
        clearTimeout(watch)
        watch = setTimeout(abort, times.silence)
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
    }, times.hidden)
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
