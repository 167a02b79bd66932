import { define } from "../internal/define.ts"
import { WalletBalance } from "./wallet-balance.ts"

define("wallet-balance", WalletBalance)
