import { define } from "../internal/define.ts"
import { BillingDetailsElement } from "./billing-details.ts"

define("billing-details", BillingDetailsElement)
