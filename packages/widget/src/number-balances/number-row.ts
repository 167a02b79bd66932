import { html, nothing, type TemplateResult } from "lit"
import { micros } from "../money/amount.ts"
import type { NumbersDesk } from "./desk.ts"
import { type NumberPart, type WalletNumber, writePhone } from "./numbers.ts"

/** What a row may offer: absent where the token, or the server, does not. */
export interface RowActions {
  readonly add?: () => void
  readonly manage?: () => void
  /** Whether its details are open below. */
  readonly isManaged: boolean
}

/** One number: who it is, what is left of its part, and what it spent. Rules UI-NUM-2 and UI-NUM-3. */
export function renderNumber(
  { t, formats }: Pick<NumbersDesk, "t" | "formats">,
  number: WalletNumber,
  { largest, actions }: { readonly largest: string; readonly actions: RowActions },
): TemplateResult {
  const { senderId, displayName, part, month, today, status } = number
  const phone = writePhone(number)
  const name = displayName ?? phone
  const money = (amount: string): string => formats.money(amount)
  const hasActions = actions.add !== undefined || actions.manage !== undefined
  return html`<tr role="row" data-sender=${senderId}>
    <th role="rowheader" scope="row">
      <bdi class="name" dir=${displayName === null ? "ltr" : "auto"}>${name}</bdi>
      <span class="small muted">
        ${displayName === null ? nothing : html`<bdi dir="ltr" class="number">${phone}</bdi> · `}${t(status)}
      </span>
    </th>
    <td role="cell" data-label=${t("left")}>${renderPart({ t, formats }, part, largest)}</td>
    <td role="cell" class="number spent" data-label=${t("month")}>
      ${money(month)}<span class="small muted">${t("today", { amount: money(today) })}</span>
    </td>
    <td role="cell" class="does" ?hidden=${!hasActions}>
      ${
        actions.add === undefined
          ? nothing
          : html`<button part="add" aria-label=${t("addFor", { number: name })} @click=${actions.add}>
              ${t("add")}
            </button>`
      }
      ${
        actions.manage === undefined
          ? nothing
          : html`<button
              part="manage"
              aria-label=${t("manageFor", { number: name })}
              aria-expanded=${actions.isManaged}
              @click=${actions.manage}
            >
              ${t("manage")}
            </button>`
      }
    </td>
  </tr>`
}

function renderPart(
  { t, formats }: Pick<NumbersDesk, "t" | "formats">,
  part: NumberPart | null,
  largest: string,
): TemplateResult {
  if (part === null) return html`<span class="muted">${t("noPart")}</span>`
  const { available, amount, mayUseShared } = part
  const isNegative = available.startsWith("-")
  const whole = Math.max(Number(micros(amount)), Number(micros(available)))
  const scale = Number(micros(largest)) || 1
  // The length of a bar is the one place where precision may go.
  const share = (value: number): string => `${Math.min(100, Math.max(0, (value / scale) * 100))}%`
  const left = Number(micros(available))
  return html`<span class="number figures ${isNegative ? "fault" : ""}">
      <strong>${formats.money(available, "balance")}</strong>
      <span class="small muted">${t("of", { amount: formats.money(amount, "short") })}</span>
    </span>
    <span class="bar" aria-hidden="true" .style=${`--whole:${share(whole)}`}
      ><span
        class=${isNegative ? "over" : ""}
        .style=${`inline-size:${isNegative ? "100%" : `${whole === 0 ? 0 : (left / whole) * 100}%`}`}
      ></span
    ></span>
    <span class="small muted">${t(mayUseShared ? "thenShared" : "onlyOwn")}</span>`
}
