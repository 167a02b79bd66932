import type { Zone } from "@tollgate/engine"
import { Temporal } from "temporal-polyfill"

/** Offsets before the first year hold from the beginning, those after the last one for ever. */
const FIRST_YEAR = 2000
const LAST_YEAR = 2060
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
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.from(
    `${FIRST_YEAR}-01-01T00:00:00Z`,
  ).toZonedDateTimeISO(id)
  const offsetsMs: number[] = [at.offsetNanoseconds / 1e6]
  for (;;) {
    at = at.getTimeZoneTransition("next")
    if (at === null || at.year > LAST_YEAR) break
    startsAt.push(at.epochMilliseconds)
    offsetsMs.push(at.offsetNanoseconds / 1e6)
  }
  return { id, startsAt, offsetsMs }
}
