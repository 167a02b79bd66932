import type { Bundle } from "../locales.ts"
import { common } from "./common.ts"
import { usageBreakup } from "./usage-breakup.ts"
import { walletBalance } from "./wallet-balance.ts"

export const bundle: Bundle = { common, usageBreakup, walletBalance }
