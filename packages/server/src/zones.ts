import type { Zone } from "@tollgate/engine"
import { fromEpochMilliseconds, toZonedDateTimeISO } from "temporal-polyfill/fns/Instant"
import { getTimeZoneTransition, offsetNanoseconds } from "temporal-polyfill/fns/ZonedDateTime"

/** Offsets before the first year hold from the beginning, those after the last one for ever. */
const FIRST_AT = Date.UTC(2000)
const LAST_AT = Date.UTC(2061)
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/

const zones = new Map<string, Zone>()
const known = new Map<string, boolean>()
/** Names differ only by case beyond the few hundred of the tz database, so no more than this are kept. */
const NAMES_KEPT_MAX = 2_000

/** Whether this is a zone of the tz database. Bare offsets are none. */
export function isZone(id: string): boolean {
  if (!ZONE_NAME.test(id)) return false
  let isKnown = known.get(id)
  if (isKnown === undefined) {
    isKnown = canFormat(id)
    if (known.size < NAMES_KEPT_MAX) known.set(id, isKnown)
  }
  return isKnown
}

function canFormat(id: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: id }).resolvedOptions().timeZone !== ""
  } catch {
    return false
  }
}

/** The zone as data for the engine: its offsets of 2000 to 2060. Made once. Rule CATALOG-9. */
export function zoneOf(id: string): Zone {
  let zone = zones.get(id)
  if (zone === undefined) {
    zone = readZone(id)
    if (zones.size < NAMES_KEPT_MAX) zones.set(id, zone)
  }
  return zone
}

function readZone(id: string): Zone {
  const startsAt: number[] = [Number.NEGATIVE_INFINITY]
  let at: ReturnType<typeof getTimeZoneTransition> = toZonedDateTimeISO(fromEpochMilliseconds(FIRST_AT), id)
  const offsetsMs: number[] = [offsetNanoseconds(at) / 1e6]
  for (;;) {
    at = getTimeZoneTransition(at, "next")
    if (at === null || at.epochMilliseconds >= LAST_AT) break
    startsAt.push(at.epochMilliseconds)
    offsetsMs.push(offsetNanoseconds(at) / 1e6)
  }
  return { id, startsAt, offsetsMs }
}
