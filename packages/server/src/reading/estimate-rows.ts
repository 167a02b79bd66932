import type { Channel, Charge, FeeLine, Micros, Repriced, SuspenseReason } from "@tollgate/engine"
import { divideHalfEven } from "@tollgate/engine"

/** A part of a whole: `of` is above 0. */
export interface Share {
  readonly part: bigint
  readonly of: bigint
}

interface Sums {
  messages: number
  delivered: number
  actual: Micros
  /** As they went, and with those moved that may be. */
  stayed: Micros
  moved: Micros
}

export interface EstimateRow {
  readonly market: string
  readonly category: string
  readonly channel: Channel
  readonly messages: number
  readonly delivered: number
  readonly actual: Micros
  readonly estimate: Micros
}

export interface EstimateFee {
  readonly group: string
  readonly label: string
  readonly actual: Micros
  readonly estimate: Micros
}

/** Charges that have no price in the other plan: they are estimated as they were charged. */
export interface Unpriced {
  readonly reason: SuspenseReason
  readonly charges: number
  readonly amount: Micros
}

/** Sums of what was charged and of what would have been, side by side. Rules EST-2, EST-4. */
export class EstimateRows {
  readonly #rows = new Map<string, Sums & Pick<EstimateRow, "market" | "category" | "channel">>()
  readonly #fees = new Map<string, Sums & Pick<EstimateFee, "group" | "label">>()
  readonly #unpriced = new Map<SuspenseReason, { charges: number; amount: Micros }>()

  /** @param moved - of a message of the kind that is moved: with all of that kind moved */
  add(charge: Charge, stayed: Repriced, moved: Repriced): void {
    const actual = BigInt(charge.whatsappFee + charge.otherFees)
    const failed = stayed.ok ? moved : stayed
    if (!failed.ok) {
      const known = this.#unpriced.get(failed.reason) ?? { charges: 0, amount: 0n }
      this.#unpriced.set(failed.reason, { charges: known.charges + 1, amount: known.amount + actual })
    }
    const row = this.#row(charge)
    const isCounted = !charge.isCorrection
    if (isCounted && (charge.trigger === "sent" || charge.trigger === "received")) row.messages++
    if (isCounted && charge.trigger === "delivered") row.delivered++
    row.actual += actual
    this.#addFees(charge.fees, "actual")
    for (const [name, repriced] of [
      ["stayed", stayed],
      ["moved", moved],
    ] as const) {
      const isPriced = failed.ok && repriced.ok
      row[name] += isPriced ? BigInt(repriced.amount) : actual
      this.#addFees(isPriced ? repriced.fees : charge.fees, name)
    }
  }

  /** @param share - how much of what may be moved is moved */
  rows(share: Share): EstimateRow[] {
    return [...this.#rows.values()]
      .map(({ stayed, moved, ...row }) => ({ ...row, estimate: between(stayed, moved, share) }))
      .sort((a, b) => compare([a.market, a.category, a.channel], [b.market, b.category, b.channel]))
  }

  fees(share: Share): EstimateFee[] {
    return [...this.#fees.values()]
      .map(({ group, label, actual, stayed, moved }) => ({
        group,
        label,
        actual,
        estimate: between(stayed, moved, share),
      }))
      .filter(({ actual, estimate }) => actual !== 0n || estimate !== 0n)
      .sort((a, b) => compare([a.group, a.label], [b.group, b.label]))
  }

  get unpriced(): Unpriced[] {
    return [...this.#unpriced].map(([reason, sums]) => ({ reason, ...sums }))
  }

  #row({ market, category, channel }: Charge) {
    const key = JSON.stringify([market, category, channel])
    let row = this.#rows.get(key)
    if (row === undefined) this.#rows.set(key, (row = { market, category, channel, ...noSums() }))
    return row
  }

  #addFees(lines: readonly FeeLine[], name: "actual" | "stayed" | "moved"): void {
    for (const { group, label, amount } of lines) {
      const key = JSON.stringify([group, label])
      let fee = this.#fees.get(key)
      if (fee === undefined) this.#fees.set(key, (fee = { group, label, ...noSums() }))
      fee[name] += BigInt(amount)
    }
  }
}

function noSums(): Sums {
  return { messages: 0, delivered: 0, actual: 0n, stayed: 0n, moved: 0n }
}

function between(stayed: Micros, moved: Micros, { part, of }: Share): Micros {
  return stayed + divideHalfEven((moved - stayed) * part, of)
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    const other = b[index] ?? ""
    if (text !== other) return text < other ? -1 : 1
  }
  return 0
}
