import { localDay, offsetAt, startOfLocalDay, type Zone } from "@tollgate/engine"
import { seededRandom, type SeededRandom } from "../simulator/seeded-random.ts"
import type { ToldEvent } from "../spending/settle-events.ts"
import type { DemoPast, DemoSender } from "./demo-customer.ts"
import { pastMessage } from "./past-message.ts"

const HOUR_MS = 3_600_000
const SATURDAY = 6
const SUNDAY = 0
/** 1970-01-01 was a Thursday. */
const WEEKDAY_OF_DAY_0 = 4
/** Every so many days a campaign: so many more messages, all of them marketing. */
const CAMPAIGN_EVERY_DAYS = 9
const CAMPAIGN_FACTOR = 1.7
/** A day has so much more or less than its weekday would have. */
const NOISE = 0.14
/** How busy each local hour is. */
const HOURS = [1, 1, 1, 1, 1, 2, 5, 12, 26, 44, 58, 56, 40, 36, 44, 52, 56, 50, 42, 34, 22, 12, 6, 2]
const HOUR_WEIGHTS = HOURS.map((weight, hour) => ({ hour, weight }))

export interface PastDay {
  readonly zone: Zone
  /** 0 is the local day that the past ends on. */
  readonly daysAgo: number
  /** When the past ends. */
  readonly until: number
}

/**
 * What is told of the messages of one local day, by time, of none at `until` or later. The same for the same seed and day:
 * more at noon than at night, fewer at weekends, growing, with a campaign now and then.
 *
 * @param senders - non-empty; the first ones send the most
 */
export function pastDay(
  past: DemoPast,
  senders: readonly DemoSender[],
  { zone, daysAgo, until }: PastDay,
): readonly ToldEvent[] {
  const day = localDay(zone, until) - daysAgo
  const place = past.days - daysAgo
  const random = seededRandom(past.seed * 100_000 + place)
  const isCampaign = place % CAMPAIGN_EVERY_DAYS === 0
  const usual = messagesOf(past, random, day, daysAgo)
  const count = Math.round(isCampaign ? usual * CAMPAIGN_FACTOR : usual)
  const marketingMore = isCampaign ? 1 - 1 / CAMPAIGN_FACTOR : 0
  const midnight = startOfLocalDay(zone, day)
  const times = Array.from({ length: count }, () => timeOf(random, zone, midnight)).toSorted((a, b) => a - b)
  const sending = senders.map(({ id }, index) => ({ id, weight: 1 / (index + 1) }))
  return times.flatMap((at, index) => {
    // Drawn before the cut, so that a day that is not over begins as the whole day does.
    const told = pastMessage(random, past, {
      at,
      id: messageId(random, past.seed, place, index),
      senderId: random.pickWeighted(sending).id,
      isCampaign: random.isChance(marketingMore),
    })
    return at < until ? told : []
  })
}

function messagesOf(
  { messagesADay: [then, now], days, weekend: [saturday, sunday] }: DemoPast,
  random: SeededRandom,
  day: number,
  daysAgo: number,
): number {
  const weekday = (day + WEEKDAY_OF_DAY_0) % 7
  const grown = now - ((now - then) * daysAgo) / days
  const quiet = weekday === SATURDAY ? saturday : weekday === SUNDAY ? sunday : 1
  return grown * quiet * (1 + NOISE * (2 * random.fraction() - 1))
}

function timeOf(random: SeededRandom, zone: Zone, midnight: number): number {
  const { hour } = random.pickWeighted(HOUR_WEIGHTS)
  const at = midnight + hour * HOUR_MS + Math.floor(random.fraction() * HOUR_MS)
  // The hours are those of the clock, also on a day of 23 or 25 of them.
  return at - (offsetAt(zone, at) - offsetAt(zone, midnight))
}

/** In the shape of Meta's; unlike those of any other seed, day or place. */
function messageId(random: SeededRandom, seed: number, day: number, index: number): string {
  const place = [seed, day, index].map((part) => part.toString(16).padStart(5, "0")).join("")
  return `wamid.HBgM${(random.hex(16) + place).toUpperCase()}`
}
