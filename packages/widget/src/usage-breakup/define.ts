import { define } from "../internal/define.ts"
import { UsageBreakup } from "./usage-breakup.ts"

define("usage-breakup", UsageBreakup)
