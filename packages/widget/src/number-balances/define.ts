import { define } from "../internal/define.ts"
import { NumberBalances } from "./number-balances.ts"

define("number-balances", NumberBalances)
