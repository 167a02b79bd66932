import { formatAmount } from "@tollgate/engine"
import { expect } from "vitest"
import type { Caller } from "./client.ts"
import type { Tenant } from "./tenant.ts"

/** A decimal amount of any size as micros: our own reading, so that the engine does not check itself. */
export function micros(amount: string): bigint {
  const [, sign, units = "", decimals = ""] = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(amount) ?? []
  if (sign === undefined) throw new Error(`not an amount: ${amount}`)
  const size = BigInt(units) * 1_000_000n + BigInt(decimals.padEnd(6, "0"))
  return sign === "-" ? -size : size
}

export function sum(amounts: Iterable<string>): string {
  let total = 0n
  for (const amount of amounts) total += micros(amount)
  return formatAmount(total)
}

/** The amount, `count` times. */
export function times(amount: string, count: number): string {
  return formatAmount(micros(amount) * BigInt(count))
}

export function minus(left: string, right: string): string {
  return formatAmount(micros(left) - micros(right))
}

export interface MessageRow {
  readonly messageId: string
  readonly recipient: string | null
  readonly status: string
  readonly amount: string
  readonly fees: readonly { readonly group: string; readonly label: string; readonly amount: string }[]
  readonly reason: string | null
  readonly rateCard: string | null
}

interface Row {
  readonly at: string
  readonly type: string
  readonly group: string
  readonly label: string
  readonly quantity: number
  readonly amount: string
  readonly balance: string
}

/** All that a customer can read of a wallet, over one period. */
export interface Books {
  readonly wallet: any
  readonly statement: { readonly opening: string; readonly closing: string; readonly rows: readonly Row[] }
  readonly usage: any
  readonly messages: readonly MessageRow[]
}

/** Local dates; 400 days at most. */
export interface Period {
  readonly from: string
  readonly to: string
}

export const AUTUMN: Period = { from: "2026-08-01", to: "2026-12-31" }

/** Reads wallet, statement, usage and every message, and expects them to agree to the micro. Rules STM-2, USE-8. */
export async function readBooks(tenant: Tenant, period: Period = AUTUMN): Promise<Books> {
  const { operator, wallet: path } = tenant
  const query = `from=${period.from}&to=${period.to}`
  const wallet = await operator.must(operator.get(path))
  const statement = await operator.must(operator.get(`${path}/statement?${query}`))
  const byDay = await operator.must(operator.get(`${path}/statement?${query}&by=day`))
  const usage = await operator.must(operator.get(`${path}/usage?${query}`))
  const messages = await allMessages(operator, path)
  const proof = await operator.must(operator.get(`${path}/proof`))

  expectRunningBalance(statement)
  expectRunningBalance(byDay)
  expect(statement.closing).toBe(wallet.balance)
  expect([byDay.opening, byDay.closing]).toEqual([statement.opening, statement.closing])
  expect(proof.balance).toBe(wallet.balance)

  const fees = statement.rows.filter((row: Row) => row.group.startsWith("Messages : "))
  expect(sum(fees.map((row: Row) => row.amount))).toBe(minus("0", usage.totals.amount))
  expect(sum(messages.map((message) => message.amount))).toBe(usage.totals.amount)
  for (const { amount, fees: lines } of messages) expect(sum(lines.map((line) => line.amount))).toBe(amount)
  for (const name of ["messages", "sent", "received", "delivered", "failed", "paid", "free"]) {
    const total = usage.rows.reduce((count: number, row: Record<string, number>) => count + row[name]!, 0)
    expect(total).toBe(usage.totals[name])
  }
  expect(sum(usage.rows.map((row: Row) => row.amount))).toBe(usage.totals.amount)
  expect(sum([usage.totals.whatsappFees, usage.totals.otherFees])).toBe(usage.totals.amount)
  return { wallet, statement, usage, messages }
}

function expectRunningBalance({ opening, closing, rows }: Books["statement"]): void {
  let balance = opening
  for (const row of rows) {
    balance = sum([balance, row.amount])
    expect(row.balance).toBe(balance)
    expect(row.type).toBe(micros(row.amount) < 0n ? "debit" : "credit")
  }
  expect(balance).toBe(closing)
}

/** Every message of a wallet, page by page. */
export async function allMessages(caller: Caller, wallet: string): Promise<MessageRow[]> {
  const messages: MessageRow[] = []
  let cursor = ""
  do {
    const page = await caller.must(caller.get(`${wallet}/messages?limit=200${cursor}`))
    messages.push(...page.data)
    cursor = page.nextCursor === null ? "" : `&cursor=${encodeURIComponent(page.nextCursor)}`
  } while (cursor !== "")
  return messages
}

/** The statement's rows summed by group and label: `{"<group> / <label>": [quantity, amount]}`. */
export function linesOf({ statement }: Books): Record<string, [number, string]> {
  const lines: Record<string, [number, string]> = {}
  for (const { group, label, quantity, amount } of statement.rows) {
    const name = `${group} / ${label}`
    const known = lines[name] ?? [0, "0"]
    lines[name] = [known[0] + quantity, sum([known[1], amount])]
  }
  return lines
}
