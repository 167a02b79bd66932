import type { Charge } from "../pricing/charge.ts"
import { monthsAround } from "../pricing/meters.ts"
import type { SenderFacts } from "../pricing/sender-facts.ts"
import { refCache, Tally, type PricingFacts } from "./decide-settle.ts"
import type { Micros } from "../money/micros.ts"
import { handleEvent } from "./handle-event.ts"
import { finishCommand, namesMissing, startCommand } from "./command.ts"
import type { Decision, Names, SuspendedEvent, Wallet, WalletState } from "./state.ts"

/** Try again what waits in suspense. */
export interface RetrySuspended {
  readonly commandId: string
  /** At most `RETRIES_AT_ONCE_MAX`. */
  readonly waiting: readonly SuspendedEvent[]
  readonly senders: ReadonlyMap<string, SenderFacts>
}

export interface Retried {
  readonly retried: number
  readonly accepted: number
  readonly duplicates: number
  readonly suspended: number
  readonly charged: Micros
}

export const RETRIES_AT_ONCE_MAX = 500

export function namesOfRetry(wallet: Wallet, { waiting }: RetrySuspended, now: number): Names {
  const refOf = refCache(wallet)
  return {
    messageIds: [...new Set(waiting.flatMap(({ event }) => event.messageIds))],
    windows: waiting.map(({ event }) => [event.senderId, refOf(event.recipient)] as const),
    holdIds: waiting.flatMap(({ event }) =>
      [event.authorizationId, event.callbackData].filter((id) => id !== undefined),
    ),
    months: [...new Set(waiting.flatMap((one) => monthsAround(one.event.occurredAt ?? one.receivedAt)))],
    suspendedPage: { limit: waiting.length, keys: waiting.map((one) => one.key) },
    dueBy: now,
  }
}

/** Rate suspended events by their own instants; those that still cannot be rated stay where they are. Rule EVT-6. */
export function decideRetry(
  state: WalletState,
  command: RetrySuspended,
  facts: PricingFacts,
  now: number,
): Decision<Retried> {
  const { draft, meters } = startCommand(state, command.commandId, facts.customerZone, now)
  const tally = new Tally()
  draft.begin("settled", command.commandId)
  const counts = { retried: 0, accepted: 0, duplicates: 0, suspended: 0 }
  const refOf = refCache(state.wallet)
  for (const { key } of command.waiting) {
    // Another event may have brought it out meanwhile.
    const waiting = draft.rows.suspended(key)
    if (waiting === undefined) continue
    counts.retried += 1
    if (waiting.reason === "fact_conflict") {
      counts.suspended += 1
      continue
    }
    draft.rows.release(waiting, refOf(waiting.event.recipient))
    const result = handleEvent(
      {
        draft,
        meters,
        plan: facts.plan,
        senders: command.senders,
        refOf,
        receivedAt: waiting.receivedAt,
        isRetry: true,
        onCharge: (charge: Charge) => tally.add(charge),
      },
      waiting.event,
    )
    counts[result.status === "duplicate" ? "duplicates" : result.status] += 1
  }
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfRetry(state.wallet, command, now), ...missing } }
  const charged = tally.post(draft)
  draft.note("suspense retried")
  draft.seal(meters)
  return { answer: { ...counts, charged }, changes: finishCommand(draft, facts) }
}
