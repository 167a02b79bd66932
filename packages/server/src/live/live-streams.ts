import type { Deps } from "../deps.ts"
import { errorFacts } from "../observability/log.ts"
import { ProblemError } from "../problem.ts"
import { readChangedTopUps, type ChangedTopUp } from "./changed-top-ups.ts"
import { WalletStream } from "./wallet-stream.ts"
import { WalletWatch } from "./wallet-watch.ts"

/** Open streams of one wallet in one process: every seat of a large customer, with pages to spare. */
export const STREAMS_PER_WALLET_MAX = 100
/** Open streams in one process. Each holds a socket and some kilobytes. */
export const STREAMS_MAX = 10_000
export const BEAT_EVERY_MS = 15_000
/** How long a stream lives on, at most, after its key was revoked, its partner disabled or its wallet closed. */
export const ADMISSION_CHECK_MS = 5_000
/** A reader that takes nothing for so long has gone, or will come again. */
export const READER_STALLED_MS_MAX = 60_000
const RETRY_AFTER_SECONDS = "10"

export interface StreamAsked {
  readonly walletId: string
  readonly hasUsage: boolean
  /** What the reader has seen; `undefined` = nothing. */
  readonly lastEventId: number | undefined
  /** When the reader's token ends, ms; `undefined` = never. */
  readonly expiresAt: number | undefined
  /** Whether the reader may still read. Asked again and again. */
  readonly isAdmitted: () => Promise<boolean>
}

/** All open streams of this process. */
export interface LiveStreams {
  /** A new stream. 429 `rate_limited` over a limit, 503 `unavailable` while the server stops. */
  open(asked: StreamAsked): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>
}

interface Place {
  readonly watch: WalletWatch
  streams: number
}

const streamsOf = new WeakMap<Deps, LiveStreams>()

/** Those of these dependencies. */
export function liveStreamsOf(deps: Deps): LiveStreams {
  let streams = streamsOf.get(deps)
  if (streams === undefined) streamsOf.set(deps, (streams = createLiveStreams(deps)))
  return streams
}

/** Rules STREAM-8 to STREAM-12. */
function createLiveStreams(deps: Deps): LiveStreams {
  const places = new Map<string, Place>()
  const open = new Set<WalletStream>()
  let streams = 0
  deps.stopping.addEventListener("abort", () => {
    for (const stream of open) stream.end()
  })

  const enter = (walletId: string): Place => {
    const place = places.get(walletId) ?? { watch: new WalletWatch(deps, walletId), streams: 0 }
    places.set(walletId, place)
    place.streams += 1
    streams += 1
    return place
  }
  const exit = (walletId: string, place: Place): void => {
    streams -= 1
    place.streams -= 1
    if (place.streams > 0) return
    place.watch.close()
    places.delete(walletId)
  }

  return {
    async open(asked) {
      const { walletId, lastEventId } = asked
      if (deps.stopping.aborted) throw unavailable()
      if (streams >= STREAMS_MAX || (places.get(walletId)?.streams ?? 0) >= STREAMS_PER_WALLET_MAX) {
        throw new ProblemError("rate_limited", {
          detail: "Too many streams are open. Close some, or try again later.",
          headers: { "Retry-After": RETRY_AFTER_SECONDS },
        })
      }
      const place = enter(walletId)
      let isOpen = false
      try {
        const { watch } = place
        const state = await watch.current()
        if (deps.stopping.aborted) throw unavailable()
        // An entry that the wallet does not have yet is not ours, or of a store that was restored: begin anew.
        const seen = lastEventId !== undefined && lastEventId <= state.sequence ? lastEventId : undefined
        const stream = new WalletStream({
          state,
          hasUsage: asked.hasUsage,
          seen,
          onEnd: () => {
            callOff()
            watch.leave(stream)
            open.delete(stream)
            exit(walletId, place)
          },
        })
        const callOff = watchOver(deps, asked, { stream, watch })
        open.add(stream)
        // From here on it is told of every change; what it missed before is read after.
        watch.join(stream)
        isOpen = true
        if (seen !== undefined && seen < state.sequence) {
          stream.addMissed(await readMissed(deps, stream, { walletId, after: seen, upTo: state.sequence }))
        }
        return stream.body
      } catch (error) {
        if (!isOpen) exit(walletId, place)
        throw error
      }
    },
  }
}

/** Ends the stream, which is open by then, when its top-ups cannot be read. */
async function readMissed(
  deps: Deps,
  stream: WalletStream,
  { walletId, ...span }: { readonly walletId: string; readonly after: number; readonly upTo: number },
): Promise<readonly ChangedTopUp[]> {
  try {
    return await readChangedTopUps(deps, walletId, span)
  } catch (error) {
    stream.end()
    throw error
  }
}

/** Beats, and ends the stream when its reader may no longer read or has stalled. Gives back what calls that off. */
function watchOver(
  { timer, clock, log }: Deps,
  { expiresAt, isAdmitted }: StreamAsked,
  { stream, watch }: { readonly stream: WalletStream; readonly watch: WalletWatch },
): () => void {
  let behindMs = 0
  const check = async (): Promise<void> => {
    behindMs = stream.isBehind ? behindMs + ADMISSION_CHECK_MS : 0
    if (behindMs >= READER_STALLED_MS_MAX || !(await isAdmitted())) stream.end()
  }
  const stops = [
    every(timer, BEAT_EVERY_MS, () => {
      watch.checkDay()
      stream.beat()
    }),
    every(timer, ADMISSION_CHECK_MS, () => {
      check().catch((error: unknown) => {
        log.error(errorFacts(error), "checking a stream's reader failed")
        stream.end()
      })
    }),
  ]
  if (expiresAt !== undefined) stops.push(timer(Math.max(0, expiresAt - clock()), () => stream.end()))
  return () => {
    for (const stop of stops) stop()
  }
}

function every(timer: Deps["timer"], ms: number, task: () => void): () => void {
  let stop = (): void => undefined
  const again = (): void => {
    stop = timer(ms, () => {
      again()
      task()
    })
  }
  again()
  return () => stop()
}

function unavailable(): ProblemError {
  return new ProblemError("unavailable", {
    detail: "The server is stopping.",
    headers: { "Retry-After": "1" },
  })
}
