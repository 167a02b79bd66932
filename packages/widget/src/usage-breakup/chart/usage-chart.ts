import { html, nothing, type ReactiveController, svg, type TemplateResult } from "lit"
import { guard } from "lit/directives/guard.js"
import { renderSwatch } from "../breakups.ts"
import type { Interval, PeriodQuery } from "../period.ts"
import { MEASURES } from "../series.ts"
import type { Usage } from "../usage.ts"
import type { UsageBreakup } from "../usage-breakup.ts"
import type { Bar } from "./buckets.ts"
import { ChartGeometry } from "./chart-geometry.ts"
import { renderChartTable } from "./chart-table.ts"
import { renderChartTip } from "./chart-tip.ts"
import { ChartWords } from "./chart-words.ts"
import { renderChoice } from "./choice.ts"
import { draw, type Drawn } from "./drawn.ts"
import { renderPatterns } from "./patterns.ts"
import { ticksOf } from "./scale.ts"

const HEIGHT = 200
/** Pixels of one character of a label, and of a name below a bar with what keeps it apart. */
const CHARACTER = 6.6
const NAME_GAP = 14

/** Bars stacked by category over time, or the same figures as a table. Rules UI-USE-10 to UI-USE-13. */
export class UsageChart implements ReactiveController {
  readonly #host: UsageBreakup
  readonly #words: ChartWords
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
    this.#words = new ChartWords(host)
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
      ${this.#renderLegend(drawn)}
      ${this.#host.asTable ? renderChartTable(drawn, this.#words) : this.#renderPlot(drawn)}
    </div>`
  }

  #draw(usage: Usage, interval: Interval): Drawn {
    const measure = this.#host.measure === "delivered" ? "delivered" : "amount"
    const { formats } = this.#host
    const before = this.#drawn
    if (
      before?.usage === usage &&
      before.interval === interval &&
      before.measure === measure &&
      before.locale === formats.locale
    )
      return before
    this.#drawn = draw(usage, { interval, measure, formats }, this.#words)
    // Newer figures of the same bars leave the one that is pointed at.
    if (this.#drawn.bars.length !== before?.bars.length) this.#active = undefined
    this.#stop = Math.min(this.#stop, this.#drawn.bars.length - 1)
    return this.#drawn
  }

  #renderLegend({ sums, measure }: Drawn): TemplateResult {
    return html`<ul class="legend">
      ${sums.map(
        ([series, sum]) =>
          html`<li>
            ${renderSwatch(series)}<span class="muted">${this.#words.name(series)}</span>
            <strong class="number">${this.#words.format(sum, measure)}</strong>
          </li>`,
      )}
    </ul>`
  }

  #renderPlot(drawn: Drawn): TemplateResult {
    const { bars, largest, measure, names, totals } = drawn
    const ticks = ticksOf(largest).map((value) => ({ value, text: this.#words.short(value, measure) }))
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
        aria-label=${this.#words.summary(drawn)}
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
      ${active === undefined ? nothing : renderChartTip(drawn, active, geometry, this.#words)}
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
      aria-label=${this.#words.sentence(bar, drawn.labels[index]!, drawn.measure)}
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
