import { fixedZone, type Zone } from "../usage/calendar.ts"

const HOUR_MS = 3_600_000
const NEVER = Number.NEGATIVE_INFINITY

export const KOLKATA: Zone = fixedZone("Asia/Kolkata", 5.5 * HOUR_MS)
export const KATHMANDU: Zone = fixedZone("Asia/Kathmandu", 5.75 * HOUR_MS)

/** Daylight saving of 2025 and 2026. */
export const NEW_YORK: Zone = {
  id: "America/New_York",
  startsAt: [
    NEVER,
    Date.UTC(2025, 2, 9, 7),
    Date.UTC(2025, 10, 2, 6),
    Date.UTC(2026, 2, 8, 7),
    Date.UTC(2026, 10, 1, 6),
  ],
  offsetsMs: [-5, -4, -5, -4, -5].map((hours) => hours * HOUR_MS),
}

/** Its clock moves by half an hour, at 02:00. */
export const LORD_HOWE: Zone = {
  id: "Australia/Lord_Howe",
  startsAt: [NEVER, Date.UTC(2026, 3, 4, 15), Date.UTC(2026, 9, 3, 15, 30)],
  offsetsMs: [11, 10.5, 11].map((hours) => hours * HOUR_MS),
}
