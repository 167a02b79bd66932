import type { TemplateResult } from "lit"
import { micros } from "../money/amount.ts"
import { parseTypedAmount, signsOf } from "../money/parse-typed-amount.ts"
import type { Checkout } from "../session/types.ts"
import type { Desk } from "./desk.ts"
import { renderField } from "./field.ts"

type Limits = Pick<Checkout, "minTopUp" | "maxTopUp">

/** The amount exactly, or in a sentence why there is none. Rule UI-ADD-2. */
export function readTyped(
  { t, formats }: Pick<Desk, "t" | "formats">,
  typed: string,
  { minTopUp, maxTopUp }: Limits,
): { readonly amount: string } | { readonly fault: string } {
  const read = parseTypedAmount(typed, formats)
  const below = { fault: t("below", { min: formats.money(minTopUp) }) }
  if ("fault" in read) {
    const { decimals } = signsOf(formats)
    if (read.fault === "empty") return below
    if (read.fault === "unclear") return { fault: t("unclear", { example: formats.money(minTopUp) }) }
    return { fault: decimals === 0 ? t("whole") : t("decimals", { count: decimals }) }
  }
  if (micros(read.amount) < micros(minTopUp)) return below
  if (micros(read.amount) > micros(maxTopUp)) return { fault: t("above", { max: formats.money(maxTopUp) }) }
  return read
}

/** The field of another amount, with the limits below. */
export function renderTyped(
  { t, formats }: Pick<Desk, "t" | "formats">,
  { minTopUp, maxTopUp }: Limits,
  field: {
    readonly typed: string
    readonly fault: string | undefined
    readonly input: (typed: string) => void
  },
): TemplateResult {
  const short = (amount: string): string => formats.money(amount, "short")
  return renderField({
    id: "typed",
    label: t("otherLabel"),
    value: field.typed,
    input: field.input,
    sign: signsOf(formats).symbol,
    mode: "decimal",
    fault: field.fault,
    note: t("range", { min: short(minTopUp), max: short(maxTopUp) }),
  })
}
