/** Another period, number or interval of usage is shown. */
export class PeriodChangeEvent extends Event {
  static readonly eventName = "tollgate-period-change"
  /** `last-7-days`, or another of the attribute's values. */
  readonly period: string
  /** As they were asked for: local dates, or instants for the last 24 hours; `to` is exclusive. */
  readonly from: string
  readonly to: string
  readonly interval: string

  constructor(shown: {
    readonly period: string
    readonly from: string
    readonly to: string
    readonly interval: string
  }) {
    super(PeriodChangeEvent.eventName, { bubbles: true, composed: true })
    this.period = shown.period
    this.from = shown.from
    this.to = shown.to
    this.interval = shown.interval
  }
}
