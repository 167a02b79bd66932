import type { MessageValues } from "../internal/messages.ts"
import type { addCreditsLater } from "../locales/en/add-credits-later.ts"
import type { addCredits } from "../locales/en/add-credits.ts"
import type { billingForm } from "../locales/en/billing-form.ts"
import type { common } from "../locales/en/common.ts"
import type { Formats } from "../money/formats.ts"
import type { Scope, Summary } from "../session/types.ts"
import type { WalletSession } from "../session/wallet-session.ts"
import type { PricePreview, TopUpWish } from "./price-preview.ts"
import type { TopUpState } from "./top-up-state.ts"

export type AddCreditsMessages = typeof addCredits & typeof addCreditsLater & typeof billingForm

/** What the parts of `<add-credits>` work with: the element, as far as they see it. */
export interface Desk {
  readonly t: (key: keyof AddCreditsMessages | keyof typeof common, values?: MessageValues) => string
  readonly formats: Formats
  readonly session: WalletSession | undefined
  readonly summary: Summary | undefined
  state: TopUpState
  readonly prices: PricePreview
  readonly isConnected: boolean
  readonly shadowRoot: ShadowRoot | null
  /** Attributes. */
  readonly checkout: string | undefined
  readonly returnUrl: string | undefined
  readonly senderId: string | undefined
  may(scope: Scope): boolean
  /** What can be asked for; undefined while there is no amount. */
  wish(): TopUpWish | undefined
  /** Something else is filled in, or opened. */
  readonly change: (members: Partial<TopUpState>) => void
  /** False where the page prevented what would follow. */
  emit(event: Event): boolean
  requestUpdate(): void
  /** What went wrong, in a sentence of the reader's language. */
  tell(error: unknown): string
  /** Gives the focus to what this selects, once it is drawn. */
  focusOn(selector: string): void
}
