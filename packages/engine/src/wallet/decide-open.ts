import { GENESIS_HASH } from "../ledger/hash-chain.ts"
import type { Micros } from "../money/micros.ts"
import { META_PLAN } from "../pricing/plan.ts"
import { accept, refuse, type Result } from "../result.ts"
import type { Zone } from "../usage/calendar.ts"
import { WalletDraft } from "./draft.ts"
import { DUE_HOLDS_LIMIT_DEFAULT, type Decision, type Wallet, type WalletState } from "./state.ts"

export interface OpenWallet {
  readonly commandId: string
  readonly id: string
  readonly customerId: string
  readonly currency: string
  readonly planId?: string
  readonly overdraftLimit?: Micros
  readonly lowBalanceThreshold?: Micros | null
  readonly creditName?: string
  /** 32 random bytes, hex: the host draws them. */
  readonly recipientKey: string
}

export type OpenRefusal = { readonly code: "id_taken" }

export const CREDIT_NAME_DEFAULT = "credits"

/** A new wallet, or the one that was opened by the same request. Rule WAL-1. */
export function decideOpen(
  existing: Wallet | undefined,
  command: OpenWallet,
  rollupZone: Zone,
  now: number,
): Decision<Result<Wallet, OpenRefusal>> {
  const wanted = {
    customerId: command.customerId,
    currency: command.currency,
    status: "active",
    planId: command.planId ?? META_PLAN,
    overdraftLimit: command.overdraftLimit ?? 0n,
    lowBalanceThreshold: command.lowBalanceThreshold ?? null,
    creditName: command.creditName ?? CREDIT_NAME_DEFAULT,
    suspendedBy: [],
  } as const
  if (existing !== undefined) {
    return { answer: isLike(existing, wanted) ? accept(existing) : refuse({ code: "id_taken" }) }
  }
  const blank: Wallet = {
    ...wanted,
    id: command.id,
    balance: 0n,
    held: 0n,
    sequence: 0,
    head: GENESIS_HASH,
    lastEntryAt: now,
    lastCharge: 0,
    recipientKey: command.recipientKey,
    nextDueAt: null,
    rollupZone: rollupZone.id,
    recharge: null,
    createdAt: now,
    updatedAt: now,
  }
  const draft = new WalletDraft(emptyState(blank), now, command.commandId)
  draft.begin("opened", command.commandId)
  draft.putSettings(wanted)
  draft.seal()
  return { answer: accept(draft.wallet), changes: draft.changes(rollupZone) }
}

function isLike(wallet: Wallet, wanted: Pick<Wallet, "customerId" | "currency" | "planId">): boolean {
  return (
    wallet.customerId === wanted.customerId &&
    wallet.currency === wanted.currency &&
    wallet.planId === wanted.planId
  )
}

/** The state of a wallet of which nothing but its row exists. */
export function emptyState(wallet: Wallet): WalletState {
  return {
    wallet,
    accounts: new Map(),
    grants: [],
    allotments: [],
    holds: new Map(),
    nextHoldExpiryAt: null,
    dueBy: wallet.createdAt,
    dueLimit: DUE_HOLDS_LIMIT_DEFAULT,
    holdsByMessage: new Map(),
    counters: new Map(),
    months: new Set(),
    messages: new Map(),
    aliases: new Map(),
    windows: new Map(),
    suspended: [],
    topUps: new Map(),
  }
}
