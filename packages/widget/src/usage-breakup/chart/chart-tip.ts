import { html, nothing, type TemplateResult } from "lit"
import { renderSwatch } from "../breakups.ts"
import { SERIES } from "../series.ts"
import type { ChartGeometry } from "./chart-geometry.ts"
import type { ChartWords } from "./chart-words.ts"
import type { Drawn } from "./drawn.ts"

const TIP_WIDTH_MIN = 150

/** What one bar holds, beside it. Rule UI-USE-10. */
export function renderChartTip(
  drawn: Drawn,
  index: number,
  geometry: ChartGeometry,
  words: ChartWords,
): TemplateResult | typeof nothing {
  const bar = drawn.bars[index]
  if (bar === undefined) return nothing
  const { t } = words
  const x = geometry.center(index)
  const isAfter = x > geometry.width / 2
  const offset = geometry.slot / 2 + 6
  const side = isAfter ? `right:${geometry.width - x + offset}px` : `left:${x + offset}px`
  const most = isAfter ? x - offset : geometry.width - x - offset
  // Where neither side has room, above all of it.
  const place =
    most < TIP_WIDTH_MIN ? "inset-inline:0;top:auto;bottom:calc(100% + 4px)" : `${side};max-width:${most}px`
  return html`<div class="tip" aria-hidden="true" .style=${place}>
    <strong>${drawn.labels[index]}</strong>
    <dl class="number">
      ${SERIES.filter((series) => bar.values[series] !== 0n)
        .toReversed()
        .map(
          (series) =>
            html`<dt>${renderSwatch(series)}${words.name(series)}</dt>
              <dd>${words.format(bar.values[series], drawn.measure)}</dd>`,
        )}
      <dt>${t("total")}</dt>
      <dd><strong>${words.format(bar.total, drawn.measure)}</strong></dd>
    </dl>
  </div>`
}
