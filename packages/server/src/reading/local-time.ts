import { offsetAt, type Zone } from "@tollgate/engine"

/** Date and time of day in a zone: `YYYY-MM-DD` and `HH:MM:SS`. */
export function formatLocal(zone: Zone, at: number): { readonly date: string; readonly time: string } {
  const local = new Date(at + offsetAt(zone, at)).toISOString()
  return { date: local.slice(0, 10), time: local.slice(11, 19) }
}
