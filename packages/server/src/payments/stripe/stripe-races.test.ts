import { describeRefundRaces } from "./testing-races.ts"
import { openStripeApp } from "./testing-stripe.ts"

describeRefundRaces(() => openStripeApp({ isDirect: true }))
