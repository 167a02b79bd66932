import {
  decideAuthorize,
  decideExpire,
  decideOpen,
  decideSettle,
  decideTopUp,
  GUPSHUP_PLAN,
  namesOfAuthorize,
  namesOfExpire,
  namesOfSettle,
  namesOfTopUp,
  type Decision,
  type PricingFacts,
  type QuoteMessage,
  type Result,
  type UsageEvent,
} from "@tollgate/engine"
import { buildFacts, buildPlan, buildSender, KOLKATA, NOW, RECIPIENT_KEY } from "@tollgate/engine/testing"
import { mapDecision } from "../../spending/execute.ts"
import type { Answer, Executed, Replay, WalletStore } from "../wallet-store.ts"

const SENDER = buildSender()
const SENDERS = new Map([[SENDER.id, SENDER]])
const HOLD_MS = 3_600_000

/** When a command comes, and the key that makes it answer the same when it comes again. */
export interface Told {
  readonly now?: number
  readonly replay?: Replay
}

/**
 * Commands of the engine for one wallet of a store, with Gupshup's plan and one sender. Command ids are given: a store's
 * caller makes them, and a request that is sent again has the same.
 */
export class EngineCommands {
  readonly facts: PricingFacts = buildFacts(buildPlan(GUPSHUP_PLAN))
  readonly #store: WalletStore
  readonly #walletId: string

  constructor(store: WalletStore, walletId = "wal_1") {
    this.#store = store
    this.#walletId = walletId
  }

  open({ now = NOW }: Told = {}): Promise<Executed> {
    const opening = {
      commandId: "open",
      id: this.#walletId,
      customerId: "cus_1",
      currency: "USD",
      recipientKey: RECIPIENT_KEY,
    }
    return this.#store.open(this.#walletId, (existing) =>
      answered(decideOpen(existing, opening, KOLKATA, now)),
    )
  }

  topUp(id: string, amount: bigint, { now = NOW, replay }: Told = {}): Promise<Executed> {
    const topUp = { commandId: `cmd_${id}`, id, method: "manual", amount, reference: "" } as const
    return this.#store.execute(this.#walletId, {
      names: () => namesOfTopUp(topUp, now),
      decide: (state) => answered(decideTopUp(state, topUp, this.facts, now)),
      ...(replay === undefined ? {} : { replay }),
    })
  }

  authorize(
    id: string,
    messages: readonly QuoteMessage[],
    { now = NOW, replay }: Told = {},
  ): Promise<Executed> {
    const authorize = {
      commandId: `cmd_${id}`,
      id,
      fingerprint: id,
      sender: SENDER,
      messages,
      expiresAt: now + HOLD_MS,
    }
    return this.#store.execute(this.#walletId, {
      names: () => namesOfAuthorize(authorize, now),
      decide: (state) => answered(decideAuthorize(state, authorize, this.facts, now)),
      ...(replay === undefined ? {} : { replay }),
    })
  }

  settle(
    commandId: string,
    events: readonly UsageEvent[],
    { now = NOW, replay }: Told = {},
  ): Promise<Executed> {
    const settle = { commandId, events, senders: SENDERS }
    return this.#store.execute(this.#walletId, {
      names: (wallet) => namesOfSettle(wallet, settle, now),
      decide: (state) =>
        mapDecision(decideSettle(state, settle, this.facts, now), ({ results, charged }) => ({
          status: 200,
          body: { statuses: results.map(({ status }) => status), charged: charged.toString() },
        })),
      ...(replay === undefined ? {} : { replay }),
    })
  }

  expire(commandId: string, { now = NOW }: Told = {}): Promise<Executed> {
    return this.#store.execute(this.#walletId, {
      names: () => namesOfExpire(now),
      decide: (state) =>
        mapDecision(decideExpire(state, { commandId }, this.facts, now), (body) => ({ status: 200, body })),
    })
  }
}

function answered(decision: Decision<Result<unknown, { readonly code: string }>>): Decision<Answer> {
  return mapDecision(decision, (result) =>
    result.ok ? { status: 200, body: null } : { status: 409, body: { code: result.refusal.code } },
  )
}
