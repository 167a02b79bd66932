import { Meters } from "../pricing/meters.ts"
import type { Zone } from "../usage/calendar.ts"
import { beginRecharge, rechargeDueAt } from "./auto-recharge.ts"
import { WalletDraft } from "./draft.ts"
import { dueMissing, nextDueAt, settleDue } from "./due.ts"
import type { Changes, Names, WalletState } from "./state.ts"

/** The customer's zone for months of what the wallet as a whole counts, and the zone that rollups are kept in. */
export interface Zones {
  readonly customerZone: Zone
  readonly rollupZone: Zone
}

/** Begin a command: a draft and meters of the state, with everything that fell due already done, unless `namesMissing`. */
export function startCommand(
  state: WalletState,
  commandId: string,
  customerZone: Zone,
  now: number,
): { readonly draft: WalletDraft; readonly meters: Meters } {
  const draft = new WalletDraft(state, now, commandId)
  const meters = new Meters(state.counters, state.months, customerZone)
  settleDue(draft, meters, commandId)
  return { draft, meters }
}

/** The months to load besides, when a command met counters of months that were not; undefined when it met none. */
export function monthsMissing(
  state: WalletState,
  ...meters: readonly Meters[]
): readonly number[] | undefined {
  const missing = meters.flatMap((one) => [...one.missing])
  return missing.length === 0 ? undefined : [...state.months, ...missing]
}

/** Months and due holds to load besides the rest of a command's names; undefined when nothing is missing. */
export function namesMissing(
  draft: WalletDraft,
  ...meters: readonly Meters[]
): Pick<Names, "months" | "dueBy" | "dueLimit"> | undefined {
  const { state } = draft
  const months = monthsMissing(state, ...meters)
  const due = dueMissing(draft)
  if (months === undefined && due === undefined) return undefined
  const { dueBy, dueLimit } = due ?? state
  return { months: months ?? [...state.months], dueBy, dueLimit }
}

/** End a command: what it brings about by itself, all rows to write, and when something is due next. */
export function finishCommand(draft: WalletDraft, { customerZone, rollupZone }: Zones): Changes {
  beginRecharge(draft, customerZone)
  draft.setNextDueAt(earliest(nextDueAt(draft), rechargeDueAt(draft, customerZone)))
  return draft.changes(rollupZone)
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}
