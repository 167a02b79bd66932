export { BillingDetailsElement } from "./billing-details/billing-details.ts"
export { BillingChangedEvent, BillingChangeEvent } from "./events/billing-events.ts"
export { AddCredits } from "./add-credits/add-credits.ts"
export {
  AutoRechargeChangeEvent,
  CheckoutEvent,
  LinkCreatedEvent,
  TopUpCompleteEvent,
  TopUpFailedEvent,
  TopUpStartEvent,
} from "./events/topup-events.ts"
export {
  type NumberChange,
  NumberChangedEvent,
  NumberChangeEvent,
  NumberTopUpEvent,
} from "./events/number-events.ts"
export { PeriodChangeEvent } from "./events/period-change-event.ts"
export { TimezoneChangedEvent, TimezoneChangeEvent, UsageDownloadEvent } from "./events/usage-events.ts"
export { AddCreditsEvent, BalanceChangeEvent } from "./events/wallet-events.ts"
export { TollgateElement, TollgateErrorEvent } from "./internal/tollgate-element.ts"
export { configure, type TokenRequest, type TollgateOptions } from "./session/page.ts"
export { NumberBalances } from "./number-balances/number-balances.ts"
export { TollgateError } from "./session/tollgate-error.ts"
export { WalletBalance } from "./wallet-balance/wallet-balance.ts"
export { UsageBreakup } from "./usage-breakup/usage-breakup.ts"
