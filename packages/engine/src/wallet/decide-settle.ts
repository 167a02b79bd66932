import { recipientRef } from "../ledger/fingerprint.ts"
import type { Micros } from "../money/micros.ts"
import type { Charge } from "../pricing/charge.ts"
import type { CompiledPlan } from "../pricing/compile-plan.ts"
import { monthsAround } from "../pricing/meters.ts"
import type { SenderFacts } from "../pricing/sender-facts.ts"
import type { UsageEvent } from "../pricing/usage-event.ts"
import type { Zone } from "../usage/calendar.ts"
import type { WalletDraft } from "./draft.ts"
import { handleEvent } from "./handle-event.ts"
import type { EventResult } from "./settle-context.ts"
import { finishCommand, namesMissing, startCommand } from "./command.ts"
import type { Decision, Names, Wallet, WalletState } from "./state.ts"
import { needsWindows } from "./windows.ts"

/** What the catalog knows, as every decision that prices needs it. */
export interface PricingFacts {
  readonly plan: CompiledPlan
  /** The customer's zone: months of what a wallet as a whole counts. */
  readonly customerZone: Zone
  /** The zone that rollups are kept in, normally the customer's. */
  readonly rollupZone: Zone
}

export interface Settle {
  readonly commandId: string
  /** 1 to `EVENTS_PER_BATCH_MAX`, in order of arrival. */
  readonly events: readonly UsageEvent[]
  /** Every sender that an event names. */
  readonly senders: ReadonlyMap<string, SenderFacts>
}

export interface Settled {
  /** One for each event, in their order. */
  readonly results: readonly EventResult[]
  readonly charged: Micros
}

export const EVENTS_PER_BATCH_MAX = 1_000

/** What `decideSettle` needs loaded. */
export function namesOfSettle(wallet: Wallet, { events }: Settle, now: number): Names {
  const refOf = refCache(wallet)
  return {
    messageIds: [...new Set(events.flatMap((event) => event.messageIds))],
    windows: events.filter(needsWindows).map((event) => [event.senderId, refOf(event.recipient)] as const),
    holdIds: [
      ...new Set(
        events.flatMap(({ authorizationId, callbackData }) =>
          [authorizationId, callbackData].filter((id) => id !== undefined),
        ),
      ),
    ],
    months: [...new Set(events.flatMap(({ occurredAt }) => monthsAround(occurredAt ?? now)))],
    dueBy: now,
  }
}

/**
 * Charge a batch of events in one journal entry. Never refuses: what cannot be rated waits in suspense, and a delivery is
 * charged whatever the balance or status. Rules EVT-1 to EVT-8, LED-1.
 */
export function decideSettle(
  state: WalletState,
  command: Settle,
  facts: PricingFacts,
  now: number,
): Decision<Settled> {
  const { draft, meters } = startCommand(state, command.commandId, facts.customerZone, now)
  const tally = new Tally()
  draft.begin("settled", command.commandId)
  const context = {
    draft,
    meters,
    plan: facts.plan,
    senders: command.senders,
    refOf: refCache(state.wallet),
    receivedAt: now,
    isRetry: false,
    onCharge: (charge: Charge) => tally.add(charge),
  }
  const results = command.events.map((event) => handleEvent(context, event))
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfSettle(state.wallet, command, now), ...missing } }
  const charged = tally.post(draft)
  draft.seal(meters)
  return { answer: { results, charged }, changes: finishCommand(draft, facts) }
}

/** HMACs of recipients, each computed once for a batch. */
export function refCache(wallet: Wallet): (recipient: string) => string {
  const refs = new Map<string, string>()
  return (recipient) => {
    let ref = refs.get(recipient)
    if (ref === undefined) {
      ref = recipientRef(wallet.recipientKey, recipient)
      refs.set(recipient, ref)
    }
    return ref
  }
}

/** Sums a settlement's fees by sender and by statement line, to be posted once. */
export class Tally {
  readonly #bySender = new Map<string, { whatsapp: Micros; other: Micros }>()
  readonly #lines = new Map<string, Map<string, { quantity: number; amount: Micros }>>()

  add(charge: Charge): void {
    if (charge.fees.length === 0) return
    const sums = this.#bySender.get(charge.senderId) ?? { whatsapp: 0n, other: 0n }
    sums.whatsapp += BigInt(charge.whatsappFee)
    sums.other += BigInt(charge.otherFees)
    this.#bySender.set(charge.senderId, sums)
    for (const { group, label, amount } of charge.fees) {
      let labels = this.#lines.get(group)
      if (labels === undefined) this.#lines.set(group, (labels = new Map()))
      const line = labels.get(label)
      if (line === undefined) labels.set(label, { quantity: 1, amount: BigInt(amount) })
      else {
        line.quantity += 1
        line.amount += BigInt(amount)
      }
    }
  }

  /** @returns micros charged in total */
  post(draft: WalletDraft): Micros {
    let total = 0n
    for (const [sender, { whatsapp, other }] of this.#bySender) {
      draft.spend(sender, whatsapp + other)
      draft.post("operator:whatsapp_fees", undefined, whatsapp)
      draft.post("operator:platform_fees", undefined, other)
      total += whatsapp + other
    }
    for (const [group, labels] of this.#lines) {
      for (const [label, { quantity, amount }] of labels)
        draft.line({ group, label, quantity, amount: -amount })
    }
    return total
  }
}
