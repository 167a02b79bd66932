import type { Bundle } from "../locales.ts"
import { common } from "./common.ts"
import { walletBalance } from "./wallet-balance.ts"

export const bundle: Bundle = { common, walletBalance }
