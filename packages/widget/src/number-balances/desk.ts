import type { MessageValues } from "../internal/messages.ts"
import type { common } from "../locales/en/common.ts"
import type { numberBalances } from "../locales/en/number-balances.ts"
import type { Formats } from "../money/formats.ts"
import type { Scope } from "../session/types.ts"
import type { WalletSession } from "../session/wallet-session.ts"

/** What the parts of `<number-balances>` work with: the element, as far as they see it. */
export interface NumbersDesk {
  readonly t: (key: keyof typeof numberBalances | keyof typeof common, values?: MessageValues) => string
  readonly formats: Formats
  readonly session: WalletSession | undefined
  may(scope: Scope): boolean
  /** False where the page prevented what would follow. */
  emit(event: Event): boolean
  requestUpdate(): void
  /** What went wrong, in a sentence of the reader's language. */
  tell(error: unknown): string
  /** Gives the focus to what this selects, once it is drawn. */
  focusOn(selector: string): void
}
