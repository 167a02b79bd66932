import { html, nothing, type ReactiveController, svg, type TemplateResult } from "lit"
import { guard } from "lit/directives/guard.js"
import { formatMicros } from "../../money/amount.ts"
import { renderSwatch } from "../breakups.ts"
import type { Interval, PeriodQuery } from "../period.ts"
import { MEASURES, type Measure, SERIES, type Series } from "../series.ts"
import type { Usage } from "../usage.ts"
import type { UsageBreakup } from "../usage-breakup.ts"
import { type Bar, barsOf, bucketsOf, labelOf } from "./buckets.ts"
import { renderChoice } from "./choice.ts"
import { ChartGeometry } from "./chart-geometry.ts"
import { renderPatterns } from "./patterns.ts"
import { ticksOf } from "./scale.ts"

const HEIGHT = 200
/** Pixels of one character of a label, and of a name below a bar with what keeps it apart. */
const CHARACTER = 6.6
const NAME_GAP = 14

/** What is drawn, made once for each answer. */
interface Drawn {
  readonly usage: Usage
  readonly interval: Interval
  readonly measure: Measure
  readonly bars: readonly Bar[]
  readonly largest: bigint
  /** What each is called, below it and in full, and its total as short as may be. */
  readonly names: readonly string[]
  readonly labels: readonly string[]
  readonly totals: readonly string[]
  readonly locale: string
  /** The series that have something, with their sums. */
  readonly sums: readonly (readonly [Series, bigint])[]
}

/** Bars stacked by category over time, or the same figures as a table. Rules UI-USE-10 to UI-USE-13. */
export class UsageChart implements ReactiveController {
  readonly #host: UsageBreakup
  readonly #resizes: ResizeObserver
  #drawn: Drawn | undefined
  #plot: Element | undefined
  #width = 0
  #isMirrored = false
  /** The bar that is pointed at, or has the focus. */
  #active: number | undefined
  /** The bar that Tab leads to. */
  #stop = 0

  constructor(host: UsageBreakup) {
    this.#host = host
    this.#resizes = new ResizeObserver(() => this.#measure())
    host.addController(this)
  }

  hostUpdated(): void {
    const plot = this.#host.renderRoot.querySelector(".plot-box") ?? undefined
    if (plot === this.#plot) return
    this.#resizes.disconnect()
    this.#plot = plot
    if (plot === undefined) return
    this.#resizes.observe(plot)
    this.#measure()
  }

  hostDisconnected(): void {
    this.#resizes.disconnect()
    this.#plot = undefined
  }

  render(usage: Usage, query: PeriodQuery): TemplateResult {
    const { t } = this.#host
    const drawn = this.#draw(usage, query.interval)
    return html`<div class="chart" part="chart">
      <div class="row spread">
        <div class="row choices">
          ${renderChoice({
            label: t("measure"),
            options: MEASURES,
            value: drawn.measure,
            name: t,
            choose: (measure) => (this.#host.measure = measure),
          })}
          ${
            query.intervals.length === 0
              ? nothing
              : renderChoice({
                  label: t("interval"),
                  options: query.intervals,
                  value: query.interval,
                  name: t,
                  choose: (interval) => this.#host.show({ interval }),
                })
          }
        </div>
        <button class="link small no-print" @click=${() => (this.#host.asTable = !this.#host.asTable)}>
          ${t(this.#host.asTable ? "asChart" : "asTable")}
        </button>
      </div>
      ${this.#renderLegend(drawn)} ${this.#host.asTable ? this.#renderTable(drawn) : this.#renderPlot(drawn)}
    </div>`
  }

  #draw(usage: Usage, interval: Interval): Drawn {
    const measure = this.#host.measure === "delivered" ? "delivered" : "amount"
    const before = this.#drawn
    const { formats } = this.#host
    const { locale } = formats
    if (before?.usage === usage && before.measure === measure && before.locale === locale) return before
    const bars = barsOf(bucketsOf(usage, interval), measure)
    const sums = SERIES.map(
      (series) => [series, bars.reduce((sum, { values }) => sum + values[series], 0n)] as const,
    )
    this.#active = undefined
    this.#stop = Math.min(this.#stop, bars.length - 1)
    return (this.#drawn = {
      usage,
      interval,
      measure,
      bars,
      largest: bars.reduce((most, { total }) => (total > most ? total : most), 0n),
      names: bars.map(({ key }) => labelOf(key, interval, formats, true)),
      labels: bars.map(({ key }) => labelOf(key, interval, formats, false)),
      totals: bars.map(({ total }) => this.#formatTick(total, measure)),
      locale,
      sums: sums.filter(([, sum]) => sum !== 0n),
    })
  }

  #renderLegend({ sums, measure }: Drawn): TemplateResult {
    return html`<ul class="legend">
      ${sums.map(
        ([series, sum]) =>
          html`<li>
            ${renderSwatch(series)}<span class="muted">${this.#name(series)}</span>
            <strong class="number">${this.#format(sum, measure)}</strong>
          </li>`,
      )}
    </ul>`
  }

  #renderPlot(drawn: Drawn): TemplateResult {
    const { bars, largest, measure, names, totals } = drawn
    const ticks = ticksOf(largest).map((value) => ({ value, text: this.#formatTick(value, measure) }))
    const axis = Math.max(0, ...ticks.map(({ text }) => text.length)) * CHARACTER + 8
    const geometry = new ChartGeometry(bars, largest, {
      width: this.#width,
      height: HEIGHT,
      axis,
      isMirrored: this.#isMirrored,
    })
    const nameWidth = Math.max(...names.map(({ length }) => length)) * CHARACTER + NAME_GAP
    const each = Math.max(1, Math.ceil(nameWidth / geometry.slot))
    const hasTotals = Math.max(...totals.map(({ length }) => length)) * CHARACTER < geometry.slot - 2
    const edge = this.#isMirrored ? geometry.right + 6 : geometry.left - 6
    const active = this.#active
    return html`<div class="plot-box">
      <svg
        class="plot"
        role="group"
        aria-roledescription=${this.#host.t("chart")}
        aria-label=${this.#summary(drawn)}
        @pointermove=${(event: PointerEvent) => this.#point(event, geometry)}
        @pointerdown=${(event: PointerEvent) => this.#point(event, geometry)}
        @pointerleave=${(event: PointerEvent) => event.pointerType !== "touch" && this.#setActive(undefined)}
        @keydown=${(event: KeyboardEvent) => this.#key(event, bars.length)}
        @focusin=${(event: FocusEvent) => this.#focus(event.target as SVGElement)}
        @focusout=${() => this.#setActive(undefined)}
      >
        ${renderPatterns()}
        <g aria-hidden="true">
          ${
            active === undefined
              ? nothing
              : svg`<rect class="place active" x=${geometry.center(active) - geometry.slot / 2} y="0" width=${geometry.slot} height=${geometry.bottom}></rect>`
          }
          ${ticks.map(({ value, text }) => {
            const y = geometry.y(value)
            return svg`<line class="line" x1=${geometry.left} x2=${geometry.right} y1=${y} y2=${y}></line>
              <text class="tick end" x=${edge} y=${y} dy="0.32em">${text}</text>`
          })}
          <line
            class="ground"
            x1=${geometry.left}
            x2=${geometry.right}
            y1=${geometry.bottom}
            y2=${geometry.bottom}
          ></line>
          ${names.map((name, index) =>
            // Counted from the last, so that the newest has its name.
            (bars.length - 1 - index) % each === 0
              ? svg`<text class="tick" x=${geometry.nameCenter(index, name.length * CHARACTER)} y=${geometry.bottom + 16}>${name}</text>`
              : nothing,
          )}
        </g>
        ${
          // Hundreds of bars are not gone through while a pointer moves over them.
          guard([drawn, this.#width, this.#isMirrored, this.#stop], () =>
            bars.map((bar, index) => this.#renderBar(bar, index, drawn, geometry, hasTotals)),
          )
        }
      </svg>
      ${active === undefined ? nothing : this.#renderTip(drawn, geometry, active)}
    </div>`
  }

  #renderBar(
    bar: Bar,
    index: number,
    drawn: Drawn,
    geometry: ChartGeometry,
    hasTotals: boolean,
  ): TemplateResult {
    const x = geometry.center(index)
    return svg`<g
      class="bar"
      role="img"
      tabindex=${index === this.#stop ? 0 : -1}
      aria-label=${this.#sentence(bar, drawn.labels[index]!, drawn.measure)}
      data-index=${index}
    >
      <rect class="place" x=${x - geometry.slot / 2} y="1" width=${geometry.slot} height=${geometry.bottom - 1}></rect>
      ${geometry
        .segments(index)
        .map(
          ({ series, x, y, width, height }) =>
            svg`<rect class=${`fill ${series}`} x=${x} y=${y} width=${width} height=${height}></rect>`,
        )}
      ${
        hasTotals && bar.total > 0n
          ? svg`<text class="tick value" x=${x} y=${geometry.y(bar.total) - 5}>${drawn.totals[index]}</text>`
          : nothing
      }
    </g>`
  }

  #summary({ bars, labels, largest, measure, interval, sums }: Drawn): string {
    const { t } = this.#host
    const most = bars.findIndex(({ total }) => total === largest)
    return t("chartOf", {
      measure: t(measure),
      interval: t(interval),
      total: this.#format(
        sums.reduce((sum, [, value]) => sum + value, 0n),
        measure,
      ),
      label: labels[most] ?? "",
      value: this.#format(largest, measure),
    })
  }

  #renderTip(drawn: Drawn, geometry: ChartGeometry, index: number): TemplateResult | typeof nothing {
    const bar = drawn.bars[index]
    if (bar === undefined) return nothing
    const { t } = this.#host
    const x = geometry.center(index)
    const isAfter = x > this.#width / 2
    const offset = geometry.slot / 2 + 6
    const side = isAfter ? `right:${this.#width - x + offset}px` : `left:${x + offset}px`
    const most = isAfter ? x - offset : this.#width - x - offset
    // Where neither side has room, above all of it.
    const place =
      most < 150 ? "inset-inline:0;top:auto;bottom:calc(100% + 4px)" : `${side};max-width:${most}px`
    return html`<div class="tip" aria-hidden="true" .style=${place}>
      <strong>${drawn.labels[index]}</strong>
      <dl class="number">
        ${SERIES.filter((series) => bar.values[series] !== 0n)
          .toReversed()
          .map(
            (series) =>
              html`<dt>${renderSwatch(series)}${this.#name(series)}</dt>
                <dd>${this.#format(bar.values[series], drawn.measure)}</dd>`,
          )}
        <dt>${t("total")}</dt>
        <dd><strong>${this.#format(bar.total, drawn.measure)}</strong></dd>
      </dl>
    </div>`
  }

  #renderTable({ bars, labels, sums, measure, interval }: Drawn): TemplateResult {
    const { t } = this.#host
    const cell = (value: bigint): string => (value === 0n ? "–" : this.#format(value, measure))
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${`${t(measure)} (${t(interval)})`}>
      <table class="figures series">
        <caption class="sr">
          ${t(measure)}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t(interval)}</th>
            ${sums.map(([series]) => html`<th scope="col">${this.#name(series)}</th>`)}
            <th scope="col">${t("total")}</th>
          </tr>
        </thead>
        <tbody>
          ${bars.map(
            ({ values, total }, index) =>
              html`<tr>
                <th scope="row">${labels[index]}</th>
                ${sums.map(([series]) => html`<td>${cell(values[series])}</td>`)}
                <td>${cell(total)}</td>
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">${t("total")}</th>
            ${sums.map(([, sum]) => html`<td>${cell(sum)}</td>`)}
            <td>${cell(sums.reduce((sum, [, value]) => sum + value, 0n))}</td>
          </tr>
        </tfoot>
      </table>
    </div>`
  }

  #name(series: Series): string {
    return this.#host.t(series === "other" ? "series_other" : series)
  }

  #format(value: bigint, measure: Measure): string {
    const { formats } = this.#host
    return measure === "amount" ? formats.money(formatMicros(value)) : formats.count(Number(value))
  }

  /** As short as it may be: `$1.2K`. */
  #formatTick(value: bigint, measure: Measure): string {
    const { formats } = this.#host
    const { locale, currency } = formats
    const text = measure === "amount" ? formatMicros(value) : String(value)
    const isSmall = measure === "amount" && value % 1_000_000n !== 0n && value < 100_000_000n
    const format = new Intl.NumberFormat(locale, {
      ...(measure === "amount" && { style: "currency", currency, currencyDisplay: "narrowSymbol" }),
      ...(isSmall
        ? { maximumFractionDigits: value < 10_000n ? 6 : 2 }
        : { notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 }),
    })
    return formats.keepSign(format.format(text as `${number}`))
  }

  /** All that a bar says, for those who hear it. */
  #sentence({ values, total }: Bar, label: string, measure: Measure): string {
    const { t } = this.#host
    const parts = SERIES.filter((series) => values[series] !== 0n).map((series) =>
      t("bar", { label: this.#name(series), value: this.#format(values[series], measure) }),
    )
    return [t("bar", { label, value: this.#format(total, measure) }), ...parts].join(", ")
  }

  #measure(): void {
    if (this.#plot === undefined) return
    const { width } = this.#plot.getBoundingClientRect()
    const isMirrored = getComputedStyle(this.#plot).direction === "rtl"
    if (width === this.#width && isMirrored === this.#isMirrored) return
    this.#width = width
    this.#isMirrored = isMirrored
    this.#host.requestUpdate()
  }

  #point(event: PointerEvent, geometry: ChartGeometry): void {
    const { left } = (event.currentTarget as Element).getBoundingClientRect()
    this.#setActive(geometry.indexAt(event.clientX - left))
  }

  #focus(bar: SVGElement): void {
    this.#stop = Number(bar.dataset["index"])
    this.#setActive(this.#stop)
  }

  #key(event: KeyboardEvent, count: number): void {
    const step = this.#isMirrored ? -1 : 1
    const steps: Record<string, number> = {
      ArrowRight: this.#stop + step,
      ArrowLeft: this.#stop - step,
      Home: 0,
      End: count - 1,
    }
    if (event.key === "Escape") return this.#setActive(undefined)
    const next = steps[event.key]
    if (next === undefined) return
    event.preventDefault()
    const index = Math.max(0, Math.min(count - 1, next))
    this.#plot?.querySelector<SVGElement>(`[data-index="${index}"]`)?.focus()
  }

  #setActive(index: number | undefined): void {
    if (index === this.#active) return
    this.#active = index
    this.#host.requestUpdate()
  }
}
