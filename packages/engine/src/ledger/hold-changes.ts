import type { Micros } from "../money/micros.ts"
import type { Hold, HoldState } from "../wallet/state.ts"
import type { EntryFacts, Json } from "./entry-facts.ts"

/** What an entry changed about a hold that an entry before it opened: a hold of a thousand messages changes a thousand times. */
export interface HoldChange {
  readonly id: string
  readonly state: HoldState
  readonly heldOwn: Micros
  readonly heldShared: Micros
  /** The lines that changed, by their place from 0, and what remains of each; null when nothing remains of any line. */
  readonly remaining: readonly (readonly [place: number, remaining: number])[] | null
}

export function holdChange(before: Hold, after: Hold): HoldChange {
  const { id, state, heldOwn, heldShared, lines } = after
  const isSpent = lines.every(({ remaining }) => remaining === 0)
  const changed = lines.flatMap(({ remaining }, place) =>
    remaining === before.lines[place]!.remaining ? [] : [[place, remaining] as const],
  )
  return { id, state, heldOwn, heldShared, remaining: isSpent ? null : changed }
}

function applyHoldChange(before: Hold, { state, heldOwn, heldShared, remaining }: HoldChange): Hold {
  const lines =
    remaining === null ? before.lines.map((line) => ({ ...line, remaining: 0 })) : [...before.lines]
  for (const [place, left] of remaining ?? []) {
    const line = lines[place]
    if (line !== undefined) lines[place] = { ...line, remaining: left }
  }
  return { ...before, state, heldOwn, heldShared, lines }
}

/**
 * The holds that an entry touched, as they were after it.
 *
 * @param openHolds - before the entry, by id
 * @returns also the ids of changes to holds that were not open
 */
export function holdsAfter(
  { holds, holdChanges }: Pick<EntryFacts, "holds" | "holdChanges">,
  openHolds: ReadonlyMap<string, Hold>,
): { readonly holds: readonly Hold[]; readonly unknown: readonly string[] } {
  if (holdChanges.length === 0) return { holds, unknown: [] }
  const after = [...holds]
  const unknown: string[] = []
  for (const change of holdChanges) {
    const before = openHolds.get(change.id)
    if (before === undefined) unknown.push(change.id)
    else after.push(applyHoldChange(before, change))
  }
  return { holds: after, unknown }
}

export function encodeHoldChange({ id, state, heldOwn, heldShared, remaining }: HoldChange): Json {
  return [id, state, heldOwn.toString(), heldShared.toString(), remaining]
}

export function decodeHoldChange([id, state, heldOwn, heldShared, remaining]: [
  string,
  HoldState,
  string,
  string,
  HoldChange["remaining"],
]): HoldChange {
  return { id, state, heldOwn: BigInt(heldOwn), heldShared: BigInt(heldShared), remaining }
}
