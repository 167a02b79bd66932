import type { MessageValues } from "../internal/messages.ts"
import type { billingForm } from "../locales/en/billing-form.ts"
import type { common } from "../locales/en/common.ts"
import type { Formats } from "../money/formats.ts"

/** What the form of billing details works with: the element that it stands in, as far as it sees it. */
export interface BillingDesk {
  readonly t: (key: keyof typeof billingForm | keyof typeof common, values?: MessageValues) => string
  readonly formats: Formats
  requestUpdate(): void
  /** Gives the focus to what this selects, once it is drawn. */
  focusOn(selector: string): void
}
