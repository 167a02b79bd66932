// Rating one event against `JSON.parse` of the same event. Prints its rows as JSON lines; see docs/benchmarks.md.
import { Meters, monthsAround, rate, type RateRequest, type UsageEvent } from "../src/index.ts"
import { formatCount, interleave, median, medianRatio, report, timeOf } from "./measure.ts"
import { KOLKATA, WORKLOAD_START, workloadEvents, workloadPlan, workloadSenders } from "./workload.ts"

/** Distinct events: one full batch. */
const EVENTS = 1_000
const PASSES = 300
const REPETITIONS = 9
const RATIO_MAX = 1 / 10
const EVENTS_PER_SECOND_MIN = 5e6

const plan = workloadPlan()
const senders = workloadSenders()
const events = workloadEvents(EVENTS)
const texts = events.map((event) => JSON.stringify(event))

/** What a settlement knows of a new message once its event was read: no windows, nothing handled before. */
function requestOf(event: UsageEvent): RateRequest {
  return {
    trigger: "delivered",
    handled: 0,
    lateCategory: false,
    instant: event.occurredAt!,
    recipient: event.recipient,
    market: event.market ?? "",
    category: event.category ?? "",
    type: event.type ?? "",
    channel: event.channel ?? "cloud_api",
    mediaType: event.mediaType ?? "",
    isGroup: event.isGroup ?? false,
    toldCost: -1,
    inServiceWindow: false,
    inEntryWindow: false,
    inConversation: false,
  }
}

const triggers = events.map((event) => ({
  sender: senders.get(event.senderId)!,
  request: requestOf(event),
}))

let total = 0
function rateBatch(meters: Meters): void {
  for (const { sender, request } of triggers) {
    const rated = rate(plan, meters, sender, request)
    if (!rated.ok) throw new Error(rated.reason)
    total += rated.whatsappFee + rated.otherFees
  }
}

function rateBatches(): void {
  const meters = new Meters(new Map(), new Set(monthsAround(WORKLOAD_START)), KOLKATA)
  for (let pass = 0; pass < PASSES; pass++) rateBatch(meters)
}

function parseBatch(): void {
  for (const text of texts) total += (JSON.parse(text) as UsageEvent).recipient.length
}

function parseBatches(): void {
  for (let pass = 0; pass < PASSES; pass++) parseBatch()
}

const { rated, parsed } = await interleave(
  { rated: () => timeOf(rateBatches), parsed: () => timeOf(parseBatches) },
  { repetitions: REPETITIONS, warmUps: 2 },
)
if (total === 0) throw new Error("nothing was rated")
const nanoseconds = (milliseconds: number): number => (milliseconds * 1e6) / (EVENTS * PASSES)
const ratio = medianRatio(rated, parsed)
const perSecond = 1e9 / nanoseconds(median(rated))

report({
  what: "rate one event / `JSON.parse` of it",
  measured: `1/${(1 / ratio).toFixed(1)} (${nanoseconds(median(rated)).toFixed(0)} ns / ${nanoseconds(median(parsed)).toFixed(0)} ns)`,
  budget: "under 1/10",
  met: ratio < RATIO_MAX,
})
report({
  what: "events rated on one core",
  measured: `${formatCount(perSecond)}/s`,
  budget: "at least 5 M/s",
  met: perSecond >= EVENTS_PER_SECOND_MIN,
})
