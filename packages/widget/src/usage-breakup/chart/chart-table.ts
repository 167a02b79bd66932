import { html, type TemplateResult } from "lit"
import type { ChartWords } from "./chart-words.ts"
import type { Drawn } from "./drawn.ts"

/** The figures of the chart, all of them. Rule UI-USE-12. */
export function renderChartTable(
  { bars, labels, sums, measure, interval }: Drawn,
  words: ChartWords,
): TemplateResult {
  const { t } = words
  const cell = (value: bigint): string => (value === 0n ? "–" : words.format(value, measure))
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${`${t(measure)} (${t(interval)})`}>
    <table class="figures series">
      <caption class="sr">
        ${t(measure)}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t(interval)}</th>
          ${sums.map(([series]) => html`<th scope="col">${words.name(series)}</th>`)}
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
