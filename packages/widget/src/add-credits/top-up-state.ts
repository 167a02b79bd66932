import type { TopUp } from "../session/types.ts"

/** How the payment page was opened: in a tab, by nobody as the browser blocked it, in place of this page, or before. */
export type Opened = "tab" | "blocked" | "redirect" | "before"

export interface Begun {
  readonly topUp: TopUp
  readonly opened: Opened
}

/** What is filled in, and what is under way: the element draws it, `Purchase` moves it on. */
export class TopUpState {
  /** A preset, or `other`; undefined until somebody chose. */
  choice: string | undefined
  typed = ""
  /** Undefined until somebody typed: then what the page fills in counts. */
  coupon: string | undefined
  /** Undefined until somebody chose; "" = the shared part. */
  senderId: string | undefined
  isTyping = false
  /** Whether what is wrong with the amount is said: not while it is typed. */
  isChecked = false
  isAuto = false
  editing: "" | "billing" | "recharge" = ""
  hasLink = false
  isPaying = false
  /** Why the last try came to nothing. */
  fault = ""
  begun: Begun | undefined
}
