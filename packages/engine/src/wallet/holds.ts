import type { Micros } from "../money/micros.ts"
import type { Meters } from "../pricing/meters.ts"
import type { Category, Channel } from "../pricing/usage-event.ts"
import { invariant } from "../result.ts"
import type { WalletDraft } from "./draft.ts"
import type { Hold, HoldLine, HoldState } from "./state.ts"

/** What a sender's authorizations may reserve: its own part, the shared part, or both, and never more than the wallet has. Rules HOLD-2, ALLOT-3. */
export function spendableOf(draft: WalletDraft, senderId: string): Micros {
  const { wallet } = draft
  const whole = wallet.balance - wallet.held + wallet.overdraftLimit
  if (draft.allotments.size === 0) return whole
  const allotment = draft.allotments.get(senderId)
  const shared = draft.balanceOf("customer:available") + wallet.overdraftLimit
  const own = allotment === undefined ? 0n : draft.balanceOf("customer:available", senderId)
  const reach = allotment === undefined ? shared : allotment.mayUseShared ? own + shared : own
  return reach < whole ? reach : whole
}

/** Move the money of a new hold from available to held, and reserve the allowance units of its lines. Rules HOLD-1, HOLD-3. */
export function reserve(
  draft: WalletDraft,
  meters: Meters,
  hold: Omit<Hold, "heldOwn" | "heldShared" | "state">,
): Hold {
  const total = hold.lines.reduce((sum, line) => sum + line.unitAmount * BigInt(line.count), 0n)
  const allotment = draft.allotments.get(hold.senderId)
  const own = allotment === undefined ? 0n : draft.balanceOf("customer:available", hold.senderId)
  const heldOwn =
    allotment === undefined || own <= 0n ? 0n : allotment.mayUseShared && own < total ? own : total
  const heldShared = total - heldOwn
  if (allotment !== undefined) {
    draft.post("customer:available", hold.senderId, -heldOwn)
    draft.post("customer:held", hold.senderId, heldOwn)
  }
  draft.post("customer:available", undefined, -heldShared)
  draft.post("customer:held", undefined, heldShared)
  for (const line of hold.lines) reserveUnits(meters, line, line.count)
  const opened: Hold = { ...hold, state: "open", heldOwn, heldShared }
  draft.putHold(opened)
  return opened
}

function reserveUnits(meters: Meters, line: HoldLine, units: number): void {
  if (line.reserves === null) return
  const meter = meters.meter(line.reserves[0], line.reserves[1])
  meter.reserved += units
  meter.isChanged = true
}

/** Free `units` of one line: its money becomes available again, the sender's own part first. Rule HOLD-4. */
function freeUnits(
  draft: WalletDraft,
  meters: Meters,
  hold: Hold,
  place: number,
  units: number,
  ended: HoldState,
): Hold {
  const line = hold.lines[place]
  invariant(line !== undefined && line.remaining >= units, "a hold frees what it holds")
  const amount = line.unitAmount * BigInt(units)
  const own = hold.heldOwn < amount ? hold.heldOwn : amount
  const shared = amount - own
  invariant(shared <= hold.heldShared, "a hold holds what its lines say")
  if (own > 0n) {
    const home = draft.allotments.has(hold.senderId) ? hold.senderId : undefined
    draft.post("customer:held", hold.senderId, -own)
    draft.post("customer:available", home, own)
  }
  draft.post("customer:held", undefined, -shared)
  draft.post("customer:available", undefined, shared)
  reserveUnits(meters, line, -units)
  const lines = hold.lines.with(place, { ...line, remaining: line.remaining - units })
  const isDone = lines.every((one) => one.remaining === 0)
  const freed: Hold = {
    ...hold,
    lines,
    heldOwn: hold.heldOwn - own,
    heldShared: hold.heldShared - shared,
    state: isDone ? ended : hold.state,
  }
  draft.putHold(freed)
  return freed
}

/** What a hold is told of a message that takes a unit of it. */
export interface WantedUnit {
  readonly ids: readonly string[]
  readonly market: string
  readonly category: Category | ""
  readonly channel: Channel
}

/** Of which line a message takes its unit: the one listed for it, else the like one, else one of its category, else any; -1 when none is left. Rule HOLD-5. */
export function lineFor(hold: Hold, { ids, market, category, channel }: WantedUnit): number {
  const wanted: readonly ((line: HoldLine) => boolean)[] = [
    (line) => ids.includes(line.messageId),
    (line) =>
      line.messageId === "" &&
      line.market === market &&
      line.category === category &&
      line.channel === channel,
    (line) => line.messageId === "" && line.category === category,
    (line) => line.messageId === "",
    () => true,
  ]
  for (const matches of wanted) {
    const place = hold.lines.findIndex((line) => line.remaining > 0 && matches(line))
    if (place >= 0) return place
  }
  return -1
}

/** Free one unit for a message. Rule HOLD-5. */
export function freeUnitFor(
  draft: WalletDraft,
  meters: Meters,
  hold: Hold,
  wanted: WantedUnit,
  ended: HoldState,
): void {
  const place = lineFor(hold, wanted)
  if (place >= 0) freeUnits(draft, meters, hold, place, 1, ended)
}

/** Free all that a hold still reserves. Rules HOLD-6, HOLD-7. */
export function freeAll(draft: WalletDraft, meters: Meters, hold: Hold, ended: "released" | "expired"): void {
  let left = hold
  for (const [place, line] of hold.lines.entries()) {
    if (line.remaining > 0) left = freeUnits(draft, meters, left, place, line.remaining, ended)
  }
  if (left.state === "open") draft.putHold({ ...left, state: ended })
}
