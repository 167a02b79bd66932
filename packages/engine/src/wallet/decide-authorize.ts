import type { Micros } from "../money/micros.ts"
import { monthsAround } from "../pricing/meters.ts"
import { quote, type QuoteLine, type QuoteMessage, type QuoteRefusal } from "../pricing/quote.ts"
import type { SenderFacts } from "../pricing/sender-facts.ts"
import { accept, refuse, type Result } from "../result.ts"
import type { PricingFacts } from "./decide-settle.ts"
import { reserve, spendableOf } from "./holds.ts"
import { finishCommand, namesMissing, startCommand } from "./command.ts"
import type { Decision, Hold, Names, WalletState, WalletStatus } from "./state.ts"

export interface Authorize {
  readonly commandId: string
  readonly id: string
  /** SHA-256 of the request: the same id with another one is refused. */
  readonly fingerprint: string
  readonly sender: SenderFacts
  /** 1 to `AUTHORIZATION_MESSAGES_MAX`. */
  readonly messages: readonly QuoteMessage[]
  readonly expiresAt: number
}

export interface Authorized {
  readonly hold: Hold
  /** Absent when the hold was there before. */
  readonly lines?: readonly QuoteLine[]
  readonly held: Micros
}

export type AuthorizeRefusal =
  | { readonly code: "id_taken" }
  | { readonly code: "wallet_not_active"; readonly status: WalletStatus }
  | QuoteRefusal
  | { readonly code: "insufficient_funds"; readonly spendable: Micros; readonly required: Micros }

export const AUTHORIZATION_MESSAGES_MAX = 1_000
export const AUTHORIZATION_UNITS_MAX = 10_000_000
export const HOLD_TTL_SECONDS_DEFAULT: number = 24 * 3_600
/** For authorizations of authentication messages only: Meta retries those no longer. */
export const HOLD_TTL_SECONDS_AUTHENTICATION: number = 15 * 60
export const HOLD_TTL_SECONDS_MAX: number = 31 * 24 * 3_600

export function namesOfAuthorize({ id, messages }: Pick<Authorize, "id" | "messages">, now: number): Names {
  return {
    holdIds: [id],
    messageIds: messages.flatMap(({ messageId }) => (messageId === undefined ? [] : [messageId])),
    months: monthsAround(now),
    dueBy: now,
  }
}

/**
 * A hold for what the messages cost if all are delivered, or the reason why there is none: all of it or nothing.
 * Precedence: id_taken, wallet_not_active, a message without a price, insufficient_funds. Rules HOLD-1 to HOLD-3.
 */
export function decideAuthorize(
  state: WalletState,
  command: Authorize,
  facts: PricingFacts,
  now: number,
): Decision<Result<Authorized, AuthorizeRefusal>> {
  const { draft, meters } = startCommand(state, command.commandId, facts.customerZone, now)
  const existing = draft.hold(command.id)
  if (existing !== undefined) {
    if (existing.fingerprint !== command.fingerprint) return { answer: refuse({ code: "id_taken" }) }
    const missing = namesMissing(draft, meters)
    if (missing !== undefined) return { more: { ...namesOfAuthorize(command, now), ...missing } }
    return {
      answer: accept({ hold: existing, held: existing.heldOwn + existing.heldShared }),
      changes: finishCommand(draft, facts),
    }
  }
  const { wallet } = state
  if (wallet.status !== "active") {
    return { answer: refuse({ code: "wallet_not_active", status: wallet.status }) }
  }
  const trial = meters.fork()
  const quoted = quote(facts.plan, trial, command.sender, draft.at, command.messages)
  const missing = namesMissing(draft, meters, trial)
  if (missing !== undefined) return { more: { ...namesOfAuthorize(command, now), ...missing } }
  if (!quoted.ok) return { answer: quoted }

  const required = quoted.value.reduce((sum, line) => sum + line.amount, 0n)
  const spendable = spendableOf(draft, command.sender.id)
  if (required > 0n && spendable < required) {
    return { answer: refuse({ code: "insufficient_funds", spendable, required }) }
  }

  // Nothing below can fail.
  draft.begin("authorized", command.commandId)
  const hold = reserve(draft, meters, {
    id: command.id,
    senderId: command.sender.id,
    lines: quoted.value.map((line) => ({
      market: line.market,
      category: line.category,
      channel: line.channel,
      count: line.count,
      remaining: line.count,
      unitAmount: line.unitPrice,
      reserves: line.reserves,
      messageId: line.messageId,
    })),
    createdAt: draft.at,
    expiresAt: command.expiresAt,
    fingerprint: command.fingerprint,
  })
  for (const { messageId } of quoted.value) if (messageId !== "") draft.rows.bindMessage(messageId, hold.id)
  draft.note(hold.id)
  draft.seal(meters)
  return {
    answer: accept({ hold, lines: quoted.value, held: required }),
    changes: finishCommand(draft, facts),
  }
}
