import type { Allotment, Counter, Grant, Hold, HoldLine, Wallet } from "../wallet/state.ts"
import type { AutoRecharge } from "../wallet/recharge-settings.ts"
import type { TopUp } from "../wallet/top-up.ts"
import { decodeHoldChange, encodeHoldChange, type HoldChange } from "./hold-changes.ts"
import { decodeTopUp, encodeTopUp } from "./payment-facts.ts"
import { decodeRecharge, encodeRecharge } from "./recharge-facts.ts"
import type { JournalEntry, StatementLine } from "./journal-entry.ts"

/** The settings of a wallet that its journal keeps. */
export type WalletSettings = Pick<
  Wallet,
  | "customerId"
  | "currency"
  | "status"
  | "planId"
  | "overdraftLimit"
  | "lowBalanceThreshold"
  | "creditName"
  | "suspendedBy"
>

/**
 * What an entry did besides its postings: rows as they were after it. Replaying them gives grants, holds, counters
 * and settings bit for bit, and the hash covers them (LED-4).
 */
export interface EntryFacts {
  readonly lines: readonly StatementLine[]
  readonly settings?: WalletSettings
  readonly grants: readonly Grant[]
  /** Those that the entry opened, and in entries of before `holdChanges` all that it touched. */
  readonly holds: readonly Hold[]
  readonly holdChanges: readonly HoldChange[]
  readonly counters: readonly Counter[]
  readonly allotments?: readonly Allotment[]
  /** None in entries of before they were kept. */
  readonly topUps: readonly TopUp[]
  readonly recharge?: AutoRecharge
  /** What the command was about: a hold's, top-up's or adjustment's id, a reason. */
  readonly note?: string
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** The JSON text of an entry's facts: arrays in a fixed order, amounts as decimal integers in strings. */
export function encodeFacts(facts: EntryFacts): string {
  const json: Record<string, Json> = {
    lines: facts.lines.map((line) => [
      line.group,
      line.label,
      line.quantity,
      line.amount.toString(),
      line.reference ?? "",
    ]),
  }
  if (facts.settings !== undefined) {
    const { customerId, currency, status, planId, overdraftLimit, lowBalanceThreshold, creditName } =
      facts.settings
    const { suspendedBy } = facts.settings
    const threshold = lowBalanceThreshold === null ? null : lowBalanceThreshold.toString()
    json["settings"] = [
      customerId,
      currency,
      status,
      planId,
      overdraftLimit.toString(),
      threshold,
      creditName,
      // Entries of before it was kept have none.
      ...(suspendedBy.length === 0 ? [] : [suspendedBy]),
    ]
  }
  if (facts.grants.length > 0) json["grants"] = facts.grants.map(encodeGrant)
  if (facts.holds.length > 0) json["holds"] = facts.holds.map(encodeHold)
  if (facts.holdChanges.length > 0) json["holdChanges"] = facts.holdChanges.map(encodeHoldChange)
  if (facts.counters.length > 0) {
    json["counters"] = facts.counters.map(({ month, key, used, reserved }) => [month, key, used, reserved])
  }
  if (facts.allotments !== undefined) {
    json["allotments"] = facts.allotments.map((one) => [
      one.senderId,
      one.amount.toString(),
      one.mayUseShared,
    ])
  }
  if (facts.topUps.length > 0) json["topUps"] = facts.topUps.map(encodeTopUp)
  if (facts.recharge !== undefined) json["recharge"] = encodeRecharge(facts.recharge)
  if (facts.note !== undefined) json["note"] = facts.note
  return JSON.stringify(json)
}

/** What `encodeFacts` wrote. Only for text whose hash was checked, or that this process wrote. */
export function decodeFacts(text: string): EntryFacts {
  const json = JSON.parse(text) as Record<string, never>
  const list = (key: string): never[] => (json[key] as never[] | undefined) ?? []
  const settings = json["settings"] as
    | [string, string, Wallet["status"], string, string, string | null, string, string[]?]
    | undefined
  const allotments = json["allotments"] as [string, string, boolean][] | undefined
  return {
    lines: list("lines").map(decodeLine),
    ...(settings === undefined
      ? {}
      : {
          settings: {
            customerId: settings[0],
            currency: settings[1],
            status: settings[2],
            planId: settings[3],
            overdraftLimit: BigInt(settings[4]),
            lowBalanceThreshold: settings[5] === null ? null : BigInt(settings[5]),
            creditName: settings[6],
            suspendedBy: settings[7] ?? [],
          },
        }),
    grants: list("grants").map(decodeGrant),
    holds: list("holds").map(decodeHold),
    holdChanges: list("holdChanges").map(decodeHoldChange),
    counters: list("counters").map(([month, key, used, reserved]: [number, string, number, number]) => ({
      month,
      key,
      used,
      reserved,
    })),
    ...(allotments === undefined
      ? {}
      : {
          allotments: allotments.map(([senderId, amount, mayUseShared]) => ({
            senderId,
            amount: BigInt(amount),
            mayUseShared,
          })),
        }),
    topUps: list("topUps").map(decodeTopUp),
    ...(json["recharge"] === undefined ? {} : { recharge: decodeRecharge(json["recharge"]) }),
    ...(json["note"] === undefined ? {} : { note: json["note"] }),
  }
}

/** The statement lines of an entry, in the order in which it wrote them. */
export function readStatementLines(entry: Pick<JournalEntry, "facts">): StatementLine[] {
  const { lines } = JSON.parse(entry.facts) as { lines: never[] }
  return lines.map(decodeLine)
}

function decodeLine([group, label, quantity, amount, reference]: [
  string,
  string,
  number,
  string,
  string,
]): StatementLine {
  const line = { group, label, quantity, amount: BigInt(amount) }
  return reference === "" ? line : { ...line, reference }
}

function encodeGrant(grant: Grant): Json {
  const { id, kind, amount, remaining, priority, expiresAt, createdAt, sequence, source } = grant
  return [id, kind, amount.toString(), remaining.toString(), priority, expiresAt, createdAt, sequence, source]
}

function decodeGrant(
  json: [string, Grant["kind"], string, string, number, number | null, number, number, string],
): Grant {
  const [id, kind, amount, remaining, priority, expiresAt, createdAt, sequence, source] = json
  return {
    id,
    kind,
    amount: BigInt(amount),
    remaining: BigInt(remaining),
    priority,
    expiresAt,
    createdAt,
    sequence,
    source,
  }
}

/** The JSON of one hold; also how stores keep its lines. */
function encodeHold(hold: Hold): Json {
  const { id, senderId, state, heldOwn, heldShared, createdAt, expiresAt, fingerprint } = hold
  const lines = encodeHoldLines(hold.lines)
  return [
    id,
    senderId,
    state,
    lines,
    heldOwn.toString(),
    heldShared.toString(),
    createdAt,
    expiresAt,
    fingerprint,
  ]
}

function decodeHold(
  json: [string, string, Hold["state"], never[], string, string, number, number, string],
): Hold {
  const [id, senderId, state, lines, heldOwn, heldShared, createdAt, expiresAt, fingerprint] = json
  return {
    id,
    senderId,
    state,
    lines: decodeHoldLines(lines),
    heldOwn: BigInt(heldOwn),
    heldShared: BigInt(heldShared),
    createdAt,
    expiresAt,
    fingerprint,
  }
}

export function encodeHoldLines(lines: readonly HoldLine[]): Json {
  return lines.map((line) => [
    line.market,
    line.category,
    line.channel,
    line.count,
    line.remaining,
    line.unitAmount.toString(),
    line.reserves === null ? null : [...line.reserves],
    line.messageId,
  ])
}

export function decodeHoldLines(json: unknown): HoldLine[] {
  return (json as [string, never, never, number, number, string, [number, string] | null, string][]).map(
    ([market, category, channel, count, remaining, unitAmount, reserves, messageId]) => ({
      market,
      category,
      channel,
      count,
      remaining,
      unitAmount: BigInt(unitAmount),
      reserves,
      messageId,
    }),
  )
}
