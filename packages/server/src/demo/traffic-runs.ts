import type { Deps } from "../deps.ts"
import { errorFacts } from "../observability/log.ts"
import { makeTraffic } from "../simulator/make-traffic.ts"
import { oneMessage } from "../simulator/one-message.ts"
import { sendTraffic } from "../simulator/send-traffic.ts"
import { settleDelivery } from "../simulator/settle-delivery.ts"
import { addAnswer, EMPTY_TALLY, type Tally } from "../simulator/tally.ts"
import type { Delivery, TrafficSender } from "../simulator/traffic-event.ts"
import { DEMO_CUSTOMERS, DEMO_SENDER } from "./demo-tenant.ts"

export type RunKind = "one" | "traffic"

/** Traffic that the page started: how far it is. */
export interface RunState {
  readonly kind: RunKind
  readonly isRunning: boolean
  readonly messages: number
  readonly bodiesPlanned: number
  readonly bodies: number
  readonly accepted: number
  readonly duplicates: number
  readonly suspended: number
}

export type RunRefusal = { readonly code: "too_many" | "no_senders" }

/** Traffic inside the demo's own process. */
export interface TrafficRuns {
  /** The traffic under way, else the run started last; null before the first. */
  state(): RunState | null
  start(kind: RunKind): Promise<RunState | RunRefusal>
}

export const RUN_SECONDS = 20
const RUN_MESSAGES_PER_SECOND = 5
/** Single messages may overlap one another and a run of traffic: so many in all, of traffic one. */
export const RUNS_AT_ONCE_MAX = 5
const SEED_BYTES = 4

type RunDeps = Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "metrics" | "random" | "log">

interface Run {
  readonly kind: RunKind
  readonly messages: number
  deliveries: readonly Delivery[]
  isRunning: boolean
  tally: Tally
}

/**
 * Runs of the simulator that settle in this process. Rule DEMO-9.
 *
 * @param wait - resolves after so many milliseconds
 */
export function createTrafficRuns(
  deps: RunDeps,
  wait: (milliseconds: number) => Promise<void> = pause,
): TrafficRuns {
  const underWay = new Set<Run>()
  let last: Run | undefined

  return {
    state() {
      const shown = [...underWay].find(({ kind }) => kind === "traffic") ?? last
      return shown === undefined ? null : formatRun(shown)
    },
    async start(kind) {
      const isTaken = kind === "traffic" && [...underWay].some((run) => run.kind === "traffic")
      if (isTaken || underWay.size >= RUNS_AT_ONCE_MAX) return { code: "too_many" }
      const messages = kind === "one" ? 1 : RUN_SECONDS * RUN_MESSAGES_PER_SECOND
      const run: Run = { kind, messages, deliveries: [], isRunning: true, tally: EMPTY_TALLY }
      // Its place is taken before anything is awaited, so that two requests at once cannot both have it.
      underWay.add(run)
      run.deliveries = await planDeliveries(deps, run)
      if (run.deliveries.length === 0) {
        underWay.delete(run)
        return { code: "no_senders" }
      }
      last = run
      void play(deps, run, wait).finally(() => underWay.delete(run))
      return formatRun(run)
    },
  }
}

async function play(deps: RunDeps, run: Run, wait: (milliseconds: number) => Promise<void>): Promise<void> {
  const host = { post: (delivery: Delivery) => settleDelivery(deps, delivery), now: deps.clock, wait }
  try {
    await sendTraffic(run.deliveries, host, {
      onAnswer: (delivery, answer) => void (run.tally = addAnswer(run.tally, delivery, answer)),
    })
  } catch (error) {
    // The store closes under a run when the server stops.
    deps.log.warn(errorFacts(error), "demo traffic ended early")
  }
  run.isRunning = false
}

async function planDeliveries({ catalog, clock, random }: RunDeps, run: Run): Promise<readonly Delivery[]> {
  const seed = new DataView(random(SEED_BYTES).slice().buffer).getUint32(0)
  const startAt = clock()
  const wanted =
    run.kind === "one"
      ? [DEMO_SENDER]
      : DEMO_CUSTOMERS.flatMap(({ past, senders: [first] }) => (past === null ? [] : [first.id]))
  const senders: TrafficSender[] = []
  for (const id of wanted) {
    const sender = await catalog.sender(id)
    if (sender === undefined) continue
    const { phoneNumber, wabaId, gupshupAppId } = sender
    senders.push({
      id,
      phoneNumber,
      ...(wabaId === null ? {} : { wabaId }),
      ...(gupshupAppId === null ? {} : { gupshupAppId }),
    })
  }
  const [first] = senders
  if (first === undefined) return []
  if (run.kind === "one") return oneMessage({ sender: first, seed, at: startAt })
  const { messages } = run
  return makeTraffic({ seed, senders, provider: "both", messages, startAt, spanMs: RUN_SECONDS * 1000 })
}

function formatRun({ kind, messages, deliveries, isRunning, tally }: Run): RunState {
  const { bodies, accepted, duplicates, suspended } = tally
  return {
    kind,
    isRunning,
    messages,
    bodiesPlanned: deliveries.length,
    bodies,
    accepted,
    duplicates,
    suspended,
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
