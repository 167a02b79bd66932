import {
  DAY_MS,
  localDay,
  localMonth,
  startOfLocalDay,
  startOfLocalMonth,
  usageTotals,
  type Interval,
  type Micros,
} from "@tollgate/engine"
import type { Sender } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import { formatCursor, parseCursor } from "../storage/cursor.ts"
import type { CustomerWallet } from "./customer-wallet.ts"
import { readUsage } from "./read-usage.ts"
import { SENDER_QUIET_DAYS } from "./summary-senders.ts"

/** One number of a wallet: what its part is, and what it spent. */
export interface WalletNumber {
  readonly sender: Sender
  readonly isConnected: boolean
  readonly lastMessageAt: number | null
  /** Null: it has no part of its own, and spends the shared one. */
  readonly part: NumberPart | null
  /** Spent today and this month, in the customer's zone. */
  readonly today: Micros
  readonly month: Micros
}

export interface NumberPart {
  /** As last set, and topped up since. */
  readonly amount: Micros
  readonly available: Micros
  readonly mayUseShared: boolean
}

export interface WalletNumbers {
  /** What is available in the shared part; below zero when it is overdrawn. */
  readonly shared: Micros
  /** What is available in all parts together. */
  readonly allotted: Micros
  /** The largest part, by what was set or is left: what bars are drawn against. */
  readonly largest: Micros
  readonly allottedCount: number
  /** Numbers that match. */
  readonly total: number
  readonly rows: readonly WalletNumber[]
  readonly next: string | null
}

export interface NumbersAsked {
  /** A piece of the phone number, the display name or the id. */
  readonly search: string
  readonly limit: number
  readonly cursor?: string | undefined
}

type Reader = Pick<Deps, "catalog" | "wallets" | "clock">

/** A wallet's numbers, those with a part first, then by phone number. Rule NUM-1. */
export async function readNumbers(
  { catalog, wallets, clock }: Reader,
  { wallet, zone }: Pick<CustomerWallet, "wallet" | "zone">,
  { search, limit, cursor }: NumbersAsked,
): Promise<WalletNumbers> {
  const [senders, allotments] = await Promise.all([
    catalog.sendersOfWallet(wallet.id),
    wallets.allotments(wallet.id),
  ])
  const parts = new Map(allotments.map((one) => [one.senderId, one]))
  const matching = senders
    .filter((sender) => matches(sender, search))
    .map((sender) => ({ sender, key: [parts.has(sender.id) ? 0 : 1, digitsOf(sender), sender.id] as const }))
    .toSorted((left, right) => compare(left.key, right.key))
  const after = cursor === undefined ? undefined : parseCursor(cursor, ["number", "string", "string"])
  const from = after === undefined ? 0 : matching.findIndex(({ key }) => compare(key, after) > 0)
  const page = from < 0 ? [] : matching.slice(from, from + limit)
  const ids = page.map(({ sender }) => sender.id)
  const now = clock()
  const day = localDay(zone, now)
  const month = localMonth(zone, now)
  const reader = { wallets, wallet, now }
  const spent = async (interval: Interval, start: number, end: number): Promise<Map<string, Micros>> => {
    if (ids.length === 0) return new Map()
    const usage = await readUsage(reader, { zone, interval, groupBy: ["senderId"], from: start, to: end })
    const bySender = Map.groupBy(usage.rows(), ({ groups }) => groups[0] ?? "")
    return new Map([...bySender].map(([id, rows]) => [id, usageTotals(rows).amount]))
  }
  const [today, thisMonth, lastMessages] = await Promise.all([
    spent("day", startOfLocalDay(zone, day), startOfLocalDay(zone, day + 1)),
    spent("month", startOfLocalMonth(zone, month), startOfLocalMonth(zone, month + 1)),
    wallets.lastMessages(wallet.id, ids),
  ])
  const last = page.at(-1)
  const allotted = allotments.reduce((sum, { available }) => sum + available, 0n)
  return {
    shared: wallet.balance - wallet.held - allotted,
    allotted,
    largest: allotments.reduce((most, { amount, available }) => larger(most, larger(amount, available)), 0n),
    allottedCount: allotments.length,
    total: matching.length,
    rows: page.map(({ sender }) => {
      const lastAt = lastMessages.get(sender.id)
      return {
        sender,
        isConnected: lastAt !== undefined && lastAt > now - SENDER_QUIET_DAYS * DAY_MS,
        lastMessageAt: lastAt ?? null,
        part: parts.get(sender.id) ?? null,
        today: today.get(sender.id) ?? 0n,
        month: thisMonth.get(sender.id) ?? 0n,
      }
    }),
    next: last !== undefined && from + page.length < matching.length ? formatCursor(last.key) : null,
  }
}

function matches(sender: Sender, search: string): boolean {
  const wanted = search.trim().toLowerCase()
  if (wanted === "") return true
  const digits = wanted.replaceAll(/[\s()+.-]/g, "")
  const isNumber = /^[0-9]+$/.test(digits)
  if (isNumber && digitsOf(sender).includes(digits)) return true
  return [sender.displayName ?? "", sender.id].some((text) => text.toLowerCase().includes(wanted))
}

function digitsOf({ phoneNumber }: Sender): string {
  return phoneNumber.replace("+", "")
}

function compare(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  for (const [place, value] of left.entries()) {
    const other = right[place]!
    if (value !== other) return value < other ? -1 : 1
  }
  return 0
}

function larger(left: Micros, right: Micros): Micros {
  return left > right ? left : right
}
