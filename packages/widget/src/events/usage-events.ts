const SENT = { bubbles: true, composed: true } as const

/** What is shown is about to be saved as a file. Prevent it to do something else with it. */
export class UsageDownloadEvent extends Event {
  static readonly eventName = "tollgate-download"
  readonly csv: string
  readonly fileName: string

  constructor(file: { readonly csv: string; readonly fileName: string }) {
    super(UsageDownloadEvent.eventName, { ...SENT, cancelable: true })
    this.csv = file.csv
    this.fileName = file.fileName
  }
}

/** The customer's time zone is about to be changed, for all reports. Prevent it to keep the old one. */
export class TimezoneChangeEvent extends Event {
  static readonly eventName = "tollgate-timezone-change"
  /** IANA names. */
  readonly timezone: string
  readonly previous: string

  constructor({ timezone, previous }: { readonly timezone: string; readonly previous: string }) {
    super(TimezoneChangeEvent.eventName, { ...SENT, cancelable: true })
    this.timezone = timezone
    this.previous = previous
  }
}

/** The customer's time zone was changed. */
export class TimezoneChangedEvent extends Event {
  static readonly eventName = "tollgate-timezone-changed"
  /** IANA names. */
  readonly timezone: string
  readonly previous: string

  constructor({ timezone, previous }: { readonly timezone: string; readonly previous: string }) {
    super(TimezoneChangedEvent.eventName, SENT)
    this.timezone = timezone
    this.previous = previous
  }
}
