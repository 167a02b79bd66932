import { AutoRechargeChangeEvent } from "../events/topup-events.ts"
import type { AutoRecharge, EmergencyRecharge } from "../session/types.ts"
import type { Desk } from "./desk.ts"
import { Intent } from "./intent.ts"

/** What is agreed to, as it is sent; of it the page is told the settings. */
export type RechargeSettings = AutoRechargeChangeEvent["settings"] & {
  readonly consent?: AcceptedText
  readonly emergency?: (EmergencyRecharge & { readonly consent?: AcceptedText }) | null
  /** It begins when the payment came in that is made now. */
  readonly startsWith?: "payment"
}

/** A sentence that somebody ticked. */
export interface AcceptedText {
  readonly textId: string
  readonly locale: string
}

/**
 * Sets auto-recharge, unless the page prevents it.
 *
 * @returns why it could not be set, in a sentence; undefined when it is set, "" when the page prevented it
 */
export async function putRecharge(desk: Desk, settings: RechargeSettings): Promise<string | undefined> {
  const { session } = desk
  const { enabled, threshold, amount, monthlyLimit } = settings
  const told = { enabled, threshold, amount, monthlyLimit }
  if (session === undefined || !desk.emit(new AutoRechargeChangeEvent(told))) return ""
  try {
    await session.request<AutoRecharge>(`v1/wallets/${session.walletId}/auto-recharge`, {
      method: "PUT",
      body: settings,
      headers: { "Idempotency-Key": new Intent().keyOf(settings) },
    })
  } catch (error) {
    return desk.tell(error)
  }
  await session.load()
  return undefined
}
