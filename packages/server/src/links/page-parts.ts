import { formatAmount } from "@tollgate/engine"
import { html } from "hono/html"
import type { TopUpPrice } from "../payments/price-top-up.ts"
import type { PageLanguage } from "./choose-language.ts"
import { fillText, formatPayable, formatPreset, type Fragment } from "./format-for-payer.ts"
import type { LinkSubject, PageView, PaymentState } from "./page-view.ts"

type PaidView = Extract<PageView, { readonly kind: "paid" | "failed" }>
type View<K extends PageView["kind"]> = Extract<PageView, { readonly kind: K }>

/** Presets, and a field for any other amount: each a form of its own, so that no script is needed. */
export function chooseForm(
  { subject, terms, hasFault, typed }: View<"choose">,
  { locale, text }: PageLanguage,
): Fragment {
  const { currency } = subject
  const limits = {
    min: formatPayable(terms.minTopUp, currency, locale),
    max: formatPayable(terms.maxTopUp, currency, locale),
  }
  const presets = terms.presets.map(
    (preset) =>
      html`<button name="amount" value="${formatAmount(preset)}">
        <bdi>${formatPreset(preset, currency, locale)}</bdi>
      </button>`,
  )
  return html`<h1>${text.chooseHeading}</h1>
    ${presets.length === 0 ? "" : html`<form method="get" class="presets">${presets}</form>`}
    <form method="get">
      <label for="typed">${text.otherAmount}</label>
      <div class="typed">
        <span class="field"
          ><span aria-hidden="true">${currency}</span
          ><input
            id="typed"
            name="typed"
            inputmode="decimal"
            autocomplete="off"
            required
            maxlength="40"
            value="${typed}"
            aria-describedby="limits"
            ${hasFault ? html`aria-invalid="true" autofocus` : ""}
        /></span>
        <button>${text.next}</button>
      </div>
      <p id="limits" class="${hasFault ? "fault" : "soft small"}">
        ${fillText(hasFault ? text.amountFault : text.limits, limits)}
      </p>
    </form>
    <div class="terms soft small"><p>${text.nonRefundable}</p></div>`
}

/** What is paid, line by line, before anyone is charged. */
export function reviewForm(
  { subject, price, isFixed, hasChanged }: View<"review">,
  { locale, text }: PageLanguage,
): Fragment {
  const total = formatPayable(price.total, subject.currency, locale)
  return html`<h1 class="label">${text.totalToPay}</h1>
    <bdi class="total">${total}</bdi>
    ${hasChanged ? html`<p class="news" role="status">${text.priceChanged}</p>` : ""}
    ${priceLines(price, subject, { locale, text })} ${payForm(price, text.pay)}
    ${isFixed ? "" : html`<p class="links"><a href="?">${text.changeAmount}</a></p>`}
    <div class="terms soft small">
      <p>${text.nonRefundable}</p>
      <p>${text.providerNote}</p>
    </div>`
}

function payForm(
  { amount, total }: { readonly amount: bigint; readonly total: bigint },
  label: string,
): Fragment {
  return html`<form method="post" action="?">
    <input type="hidden" name="amount" value="${formatAmount(amount)}" />
    <input type="hidden" name="total" value="${formatAmount(total)}" />
    <button>${label}</button>
  </form>`
}

function priceLines(
  { amount, fee, feeLabel, taxLines, total }: TopUpPrice,
  { currency }: LinkSubject,
  { locale, text }: PageLanguage,
): Fragment {
  const line = (label: Fragment | string, micros: bigint, kind = ""): Fragment =>
    html`<div class="${kind}">
      <dt>${label}</dt>
      <dd><bdi>${formatPayable(micros, currency, locale)}</bdi></dd>
    </div>`
  return html`<dl>
      ${line(text.credits, amount)} ${fee === 0n ? "" : line(html`<bdi>${feeLabel ?? text.fee}</bdi>`, fee)}
      ${taxLines
        .filter((tax) => !tax.isIncluded)
        .map((tax) => line(html`<bdi>${tax.label} ${formatShare(tax.percent, locale)}</bdi>`, tax.amount))}
      ${line(html`${text.total} <bdi class="soft small">${currency}</bdi>`, total, "sum")}
    </dl>
    ${taxLines
      .filter((tax) => tax.isIncluded)
      .map((tax) => {
        const words = {
          tax: `${tax.label} ${formatShare(tax.percent, locale)}`,
          amount: formatPayable(tax.amount, currency, locale),
        }
        return html`<p class="soft small">${fillText(text.taxIncluded, words)}</p>`
      })}`
}

/** `18%` in the notation of the locale. */
function formatShare(percent: string, locale: string): string {
  const formatter = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: "percent",
    maximumFractionDigits: 4,
  })
  return formatter.format(percent as `${number}`)
}

export function pendingPart(
  { payment, checkoutUrl, subject, isWatching }: View<"pending">,
  { locale, text }: PageLanguage,
): Fragment {
  return html`<div class="mark pending" aria-hidden="true">…</div>
    <h1>${text.pendingHeading}</h1>
    <p>${text.pendingText}</p>
    ${isWatching ? html`<p class="soft">${text.watching}</p>` : ""}
    ${receipt(payment, subject, { locale, text })}
    <p class="soft ask">${text.notPaidYet}</p>
    ${
      checkoutUrl === ""
        ? payForm(payment, text.pay)
        : html`<p><a class="button" href="${checkoutUrl}">${text.pay}</a></p>`
    }
    <p class="links"><a href="">${text.checkAgain}</a></p>`
}

export function paidPart({ payment, subject }: PaidView, { locale, text }: PageLanguage): Fragment {
  const words = {
    amount: formatPayable(payment.amount, subject.currency, locale),
    customer: subject.customerName,
  }
  return html`<div class="mark paid" aria-hidden="true">✓</div>
    <h1>${text.paidHeading}</h1>
    <p>${fillText(text.paidText, words)}</p>
    ${receipt(payment, subject, { locale, text })}`
}

export function failedPart({ payment, subject }: PaidView, { locale, text }: PageLanguage): Fragment {
  return html`<div class="mark failed" aria-hidden="true">×</div>
    <h1>${text.failedHeading}</h1>
    <p>${text.failedText}</p>
    ${receipt(payment, subject, { locale, text })}
    <p><a class="button" href="?">${text.tryAgain}</a></p>`
}

export function returnedPart({ text }: PageLanguage): Fragment {
  return html`<div class="mark pending" aria-hidden="true">…</div>
    <h1>${text.pendingHeading}</h1>
    <p>${text.pendingText}</p>`
}

function receipt(
  { total, topUpId }: PaymentState,
  { currency }: LinkSubject,
  { locale, text }: PageLanguage,
): Fragment {
  return html`<dl>
    <div>
      <dt>${text.total}</dt>
      <dd><bdi>${formatPayable(total, currency, locale)}</bdi></dd>
    </div>
    <div>
      <dt>${text.reference}</dt>
      <dd><code>${shortReference(topUpId)}</code></dd>
    </div>
  </dl>`
}

/** The part of a top-up's id that is its own: the rest names the wallet, which is nobody's business here. */
function shortReference(topUpId: string): string {
  return topUpId.slice(topUpId.lastIndexOf(".") + 1)
}
