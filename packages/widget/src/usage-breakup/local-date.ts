const formats = new Map<string, Intl.DateTimeFormat>()

/** `2026-11-22T14`: the local date and hour of an instant, in an IANA zone. */
export function localHour(at: number, timezone: string): string {
  let format = formats.get(timezone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en", {
      timeZone: timezone,
      calendar: "gregory",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
    })
    formats.set(timezone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${parts["year"]}-${parts["month"]}-${parts["day"]}T${parts["hour"]}`
}

/** `2026-11-22`: the local date of an instant. */
export function localDate(at: number, timezone: string): string {
  return localHour(at, timezone).slice(0, 10)
}

/** The date so many days later. Dates are `YYYY-MM-DD`, of no zone. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The first of the month so many months later. */
export function addMonths(date: string, months: number): string {
  const first = new Date(`${date.slice(0, 7)}-01`)
  first.setUTCMonth(first.getUTCMonth() + months)
  return first.toISOString().slice(0, 10)
}

/** Days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000
}
