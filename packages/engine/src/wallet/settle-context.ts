import type { Charge } from "../pricing/charge.ts"
import type { CompiledPlan } from "../pricing/compile-plan.ts"
import type { Meters } from "../pricing/meters.ts"
import type { SenderFacts } from "../pricing/sender-facts.ts"
import type { Channel, Trigger, UsageEvent } from "../pricing/usage-event.ts"
import { invariant } from "../result.ts"
import type { WalletDraft } from "./draft.ts"
import type { MessageRecord, SuspenseReason } from "./state.ts"

/** What settling needs to know besides the wallet: facts of the catalog, and the clock's reading. */
export interface SettleContext {
  readonly draft: WalletDraft
  readonly meters: Meters
  readonly plan: CompiledPlan
  readonly senders: ReadonlyMap<string, SenderFacts>
  readonly refOf: (recipient: string) => string
  readonly receivedAt: number
  /** False when the event that brings a waiting one out does not see windows: then they were not loaded. */
  readonly seesWindows?: boolean
  /** The event comes out of suspense: going back is no news. */
  readonly isRetry: boolean
  /** Each fee line posted, to be summed by the caller. */
  readonly onCharge: (charge: Charge) => void
}

export type EventStatus = "accepted" | "duplicate" | "suspended"

export interface EventResult {
  readonly status: EventStatus
  readonly reason?: SuspenseReason
  /** Micros that this event, and those it brought out of suspense, were charged. */
  readonly charged: number
}

export function senderOf({ senders }: SettleContext, event: UsageEvent): SenderFacts {
  const sender = senders.get(event.senderId)
  invariant(sender !== undefined, "the server sends only events of this wallet's senders")
  return sender
}

/** The channel that a trigger is charged by: as told, else the sender's own. */
export function channelOf({ senders }: SettleContext, message: MessageRecord, trigger: Trigger): Channel {
  if (trigger === "received") return "cloud_api"
  return message.channel || (senders.get(message.senderId)?.defaultChannel ?? "cloud_api")
}
