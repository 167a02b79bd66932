import { hostOn } from "./summaries.ts"
import type { SetRecharge } from "../wallet/decide-set-recharge.ts"
import type { OutboxRow } from "../wallet/state.ts"
import type { GivenConsent } from "../wallet/recharge-settings.ts"
import type { TopUp } from "../wallet/top-up.ts"
import type { WalletHost } from "./wallet-host.ts"

/** A text that was accepted. */
export const ACCEPTED: GivenConsent = {
  textId: "recharge.7",
  locale: "hi",
  acceptedBy: "asha@example.com",
  basis: "explicit",
}

/** A wallet with 20 and auto-recharge as `WalletHost.setRecharge` has it: 50 when below 10. */
export function rechargingHost(parts: Partial<SetRecharge> = {}): WalletHost {
  const host = hostOn()
  host.topUp("top_1", 20_000_000n)
  const set = host.setRecharge(parts)
  if (!set.ok) throw new Error(set.refusal.code)
  return host
}

export function automatic(host: WalletHost): TopUp[] {
  return [...host.rows.topUps.values()].filter(({ source }) => source === "auto")
}

/** Its top-up that is under way: the only one. */
export function pending(host: WalletHost): TopUp {
  const [topUp, ...more] = automatic(host).filter(({ status }) => status === "pending")
  if (topUp === undefined || more.length > 0) throw new Error(`${more.length + 1} are pending`)
  return topUp
}

/** What it told, in order. */
export function told(host: WalletHost): OutboxRow[] {
  return [...host.rows.outbox.values()].filter(({ topic }) => topic.startsWith("autorecharge."))
}
