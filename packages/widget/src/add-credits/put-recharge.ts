import { AutoRechargeChangeEvent } from "../events/topup-events.ts"
import type { AutoRecharge } from "../session/types.ts"
import type { Desk } from "./desk.ts"
import { Intent } from "./intent.ts"

export type RechargeSettings = AutoRechargeChangeEvent["settings"]

/**
 * Sets auto-recharge, unless the page prevents it.
 *
 * @returns why it could not be set, in a sentence; undefined when it is set, "" when the page prevented it
 */
export async function putRecharge(desk: Desk, settings: RechargeSettings): Promise<string | undefined> {
  const { session } = desk
  if (session === undefined || !desk.emit(new AutoRechargeChangeEvent(settings))) return ""
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
