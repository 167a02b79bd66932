import type { Micros } from "../money/micros.ts"
import type { Refundable } from "../wallet/refundable.ts"
import type { Category } from "../pricing/usage-event.ts"
import type { Allotment, GrantKind, HoldState, WalletStatus } from "../wallet/state.ts"
import type { TopUpStatus } from "../wallet/top-up.ts"

export interface ModelGrant {
  readonly id: string
  readonly kind: GrantKind
  remaining: Micros
  readonly expiresAt: number | null
  /** When it came, as a number in a row. */
  readonly order: number
}

export interface ModelLine {
  readonly category: Category
  readonly messageId: string
  remaining: number
  readonly unit: Micros
  readonly isReserving: boolean
}

export interface ModelHold {
  readonly id: string
  readonly senderId: string
  readonly lines: ModelLine[]
  heldOwn: Micros
  heldShared: Micros
  state: HoldState
  readonly expiresAt: number
}

export interface ModelTopUp {
  status: TopUpStatus
  readonly isAutomatic: boolean
  readonly amount: Micros
  fee: Micros
  tax: Micros
  readonly bonus: Micros
  /** How long the bonus lasts; null = for ever. */
  readonly bonusMs: number | null
  refunded: Micros
  /** Credit and bonus that refunds took, those that wait for the provider too. */
  taken: { readonly amount: Micros; readonly bonus: Micros }
  isOrdered: boolean
}

export interface ModelRecharge {
  enabled: boolean
  threshold: Micros
  amount: Micros
  limit: Micros | null
  pending: string
  failures: number
  pausedUntil: number | null
  /** The auditor's clock stays in one month. */
  credited: Micros
  maxFailures: number
  isAwaiting: boolean
  /** What was agreed to, each term on its own. */
  agreed: { amount: Micros; threshold: Micros; limit: Micros | null } | null
  emergency: { amount: Micros; below: Micros; perMonth: number } | null
  emergencyAgreed: { amount: Micros; below: Micros; perMonth: number } | null
  /** In this crossing, on this day of the auditor's, and all. */
  emergencyUsed: boolean
  emergencyDay: number
  emergencies: number
}

/** The auditor's customer is at UTC+5:30. */
const ZONE_MS = 19_800_000
const DAY_MS = 86_400_000

interface ModelMessage {
  readonly handled: Set<string>
  holdId: string | null
  isHoldDone: boolean
}

/** What one unit costs in the auditor's plan: at `sent`, and by category at `delivered`. */
export const SENT_FEE = 7n
export const PRICES: Readonly<Partial<Record<Category, Micros>>> = {
  marketing: 100n,
  utility: 40n,
  service: 30n,
}
/** Service messages that are free for a sender; the auditor's clock stays in one month. */
export const FREE_SERVICE = 3

const SHARED = ""

/** One wallet's money by the letter of rules HOLD, GRANT, ALLOT, TOPUP and ADJ: plain maps, every rule in its own words. */
export class WalletModel {
  now: number
  status: WalletStatus = "active"
  overdraft: Micros = 0n
  allotments: Allotment[] = []
  grants: ModelGrant[] = []
  holds: Map<string, ModelHold> = new Map()
  listed: Map<string, string> = new Map()
  messages: Map<string, ModelMessage> = new Map()
  topUps: Map<string, ModelTopUp> = new Map()
  recharge: ModelRecharge | null = null
  /** By sender, "" for the shared part. */
  available: Map<string, Micros> = new Map()
  held: Map<string, Micros> = new Map()
  /** Free service units by sender. */
  used: Map<string, number> = new Map()
  grantsMade = 0

  constructor(now: number) {
    this.now = now
  }

  get totalAvailable(): Micros {
    return sum(this.available.values())
  }

  get totalHeld(): Micros {
    return sum(this.held.values())
  }

  get balance(): Micros {
    return this.totalAvailable + this.totalHeld
  }

  get spendable(): Micros {
    return this.totalAvailable + this.overdraft
  }

  /** Rules HOLD-7, GRANT-4: what every command does first. */
  due(): void {
    for (const hold of this.#holdsByExpiry()) {
      if (hold.state === "open" && hold.expiresAt <= this.now) this.#freeAll(hold, "expired")
    }
    for (const grant of this.grants
      .filter((one) => one.expiresAt !== null && one.expiresAt <= this.now)
      .sort(byBurnOrder)) {
      let left = least(grant.remaining, this.totalAvailable)
      for (const part of [SHARED, ...this.allotments.map(({ senderId }) => senderId).sort()]) {
        const taken = least(left, this.#availableOf(part))
        if (taken <= 0n) continue
        this.#move(this.available, part, -taken)
        grant.remaining -= taken
        left -= taken
      }
    }
  }

  credit(id: string, kind: GrantKind, amount: Micros, expiresAt: number | null): void {
    const before = positive(this.balance)
    this.#move(this.available, SHARED, amount)
    this.grantsMade += 1
    this.grants.push({
      id,
      kind,
      remaining: positive(this.balance) - before,
      expiresAt,
      order: this.grantsMade,
    })
  }

  /** Rules ALLOT-2, GRANT-1. */
  spend(senderId: string | null, amount: Micros): void {
    const before = positive(this.balance)
    const allotment = this.allotments.find((one) => one.senderId === senderId)
    if (senderId === null || allotment === undefined) this.#move(this.available, SHARED, -amount)
    else {
      const own = allotment.mayUseShared ? least(positive(this.#availableOf(senderId)), amount) : amount
      this.#move(this.available, senderId, -own)
      this.#move(this.available, SHARED, own - amount)
    }
    let burnt = before - positive(this.balance)
    for (const grant of [...this.grants].sort(byBurnOrder)) {
      const taken = least(burnt, grant.remaining)
      grant.remaining -= taken
      burnt -= taken
    }
  }

  refund(topUpId: string, amount: Micros | undefined): Micros | "not_found" | Refundable {
    const topUp = this.topUps.get(topUpId)
    if (topUp === undefined) return "not_found"
    const grant = this.grants.find(({ id }) => id === `${topUpId}:paid`)
    const nothing = { refundable: 0n, spent: 0n, held: 0n, disputed: 0n }
    if (grant === undefined) return nothing
    const { remaining } = grant
    const refundable = positive(least(least(remaining, this.#availableOf(SHARED)), this.totalAvailable))
    const wanted = amount ?? refundable
    const spent = topUp.amount - topUp.taken.amount - remaining
    if (wanted <= 0n || wanted > refundable)
      return { ...nothing, refundable, spent, held: remaining - refundable }
    this.#move(this.available, SHARED, -wanted)
    grant.remaining -= wanted
    const bonus = this.#takeBonus(topUpId, topUp, wanted)
    topUp.taken = { amount: topUp.taken.amount + wanted, bonus: topUp.taken.bonus + bonus }
    // What a provider collected waits for it.
    if (!topUp.isOrdered) topUp.refunded += wanted
    if (topUp.refunded === topUp.amount) topUp.status = "refunded"
    return topUp.isOrdered ? 0n : wanted
  }

  /** Rule REFUND-5: in proportion to all credit that was taken, as far as it is unspent and available. */
  #takeBonus(topUpId: string, { amount, bonus, taken }: ModelTopUp, wanted: Micros): Micros {
    const grant = this.grants.find(({ id }) => id === `${topUpId}:bonus`)
    if (grant === undefined) return 0n
    const share = halfEven(bonus * (taken.amount + wanted), amount) - taken.bonus
    const part = positive(least(least(share, grant.remaining), this.totalAvailable))
    this.#move(this.available, SHARED, -part)
    grant.remaining -= part
    return part
  }

  /** Rules TOPUP-6, TOPUP-7, RECHARGE-5. */
  complete(id: string): void {
    const topUp = this.topUps.get(id)
    if (topUp === undefined || topUp.status === "succeeded" || topUp.status === "refunded") return
    const wasFailed = topUp.status === "failed"
    topUp.status = "succeeded"
    this.credit(`${id}:paid`, "paid", topUp.amount, null)
    const until = topUp.bonusMs === null ? null : this.now + topUp.bonusMs
    if (topUp.bonus > 0n) this.credit(`${id}:bonus`, "promotional", topUp.bonus, until)
    const { recharge } = this
    if (recharge === null) return
    // A checkout of the customer's keeps what was paid with; of the model's others, topped up by hand, none is pending.
    recharge.isAwaiting = false
    if (!topUp.isAutomatic) return
    if (wasFailed) recharge.credited += topUp.amount
    if (recharge.pending === id) recharge.pending = ""
    recharge.failures = 0
    recharge.pausedUntil = null
  }

  /** Rules TOPUP-8, RECHARGE-6, RECHARGE-10. */
  fail(id: string, isWithdrawn: boolean, lacks: "method" | "provider" | null): void {
    const topUp = this.topUps.get(id)
    if (topUp?.status !== "pending") return
    topUp.status = "failed"
    const { recharge } = this
    if (!topUp.isAutomatic || recharge === null) return
    recharge.credited -= topUp.amount
    if (recharge.pending === id) recharge.pending = ""
    if (isWithdrawn || !recharge.enabled) return
    if (lacks === "method") {
      recharge.isAwaiting = true
      recharge.pausedUntil = null
      return
    }
    const hours = lacks === "provider" ? 1 : ([1, 6, 36][recharge.failures] ?? 72)
    if (lacks === null) recharge.failures += 1
    recharge.enabled = recharge.failures < recharge.maxFailures
    recharge.pausedUntil = recharge.enabled ? this.now + hours * 3_600_000 : null
  }

  /** Rules RECHARGE-1, RECHARGE-9, RECHARGE-11. False: an emergency needs its consent. */
  setRecharge(
    {
      enabled,
      threshold,
      amount,
      limit,
      maxFailures,
    }: Pick<ModelRecharge, "enabled" | "threshold" | "amount" | "limit"> & {
      readonly maxFailures: number | null
    },
    emergency: ModelRecharge["emergency"] | undefined,
    { isAgreed, waitsFor }: { readonly isAgreed: boolean; readonly waitsFor: "method" | "payment" | null },
  ): boolean {
    const before = this.recharge
    const wasOn = before?.enabled === true
    const kept = !enabled ? null : emergency === undefined ? (wasOn ? before.emergency : null) : emergency
    const old = wasOn ? before.emergencyAgreed : null
    const isCovered =
      old !== null &&
      kept !== null &&
      kept.amount <= old.amount &&
      kept.below <= old.below &&
      kept.perMonth <= old.perMonth
    const isAgreedAnew = kept !== null && isAgreed && emergency !== undefined
    if (kept !== null && !isAgreedAnew && !isCovered) return false
    this.due()
    const { agreed = null } = before ?? {}
    const chargesMore =
      !wasOn ||
      agreed === null ||
      amount > agreed.amount ||
      threshold > agreed.threshold ||
      (agreed.limit !== null && (limit === null || limit > agreed.limit))
    const isConsent = enabled && chargesMore
    const isWaiting = waitsFor === "method" || (waitsFor === "payment" && (!wasOn || before.isAwaiting))
    this.recharge = {
      enabled,
      threshold,
      amount,
      limit,
      pending: before?.pending ?? "",
      credited: before?.credited ?? 0n,
      failures: 0,
      pausedUntil: null,
      maxFailures: maxFailures ?? before?.maxFailures ?? 3,
      isAwaiting: enabled && isWaiting,
      agreed: isConsent ? { amount, threshold, limit } : agreed,
      emergency: kept,
      emergencyAgreed: isAgreedAnew ? kept : (before?.emergencyAgreed ?? null),
      emergencyUsed: before?.emergencyUsed ?? false,
      emergencyDay: before?.emergencyDay ?? 0,
      emergencies: before?.emergencies ?? 0,
    }
    return true
  }

  /** What every command does last. Rules RECHARGE-2 to RECHARGE-4, RECHARGE-12. @param id - what the top-up would be called */
  rechargeIfLow(id: string): void {
    const { recharge } = this
    if (recharge === null) return
    const { emergency } = recharge
    const isEmergency = emergency !== null && this.totalAvailable < emergency.below
    if (!isEmergency) recharge.emergencyUsed = false
    if (!recharge.enabled || recharge.pending !== "" || recharge.isAwaiting) return
    if (this.status !== "active") return
    const today = Math.floor((this.now + ZONE_MS) / DAY_MS)
    if (
      isEmergency &&
      !recharge.emergencyUsed &&
      recharge.emergencyDay !== today &&
      recharge.emergencies < emergency.perMonth
    ) {
      recharge.emergencyUsed = true
      recharge.emergencyDay = today
      recharge.emergencies += 1
      return this.#recharge(recharge, id, emergency.amount)
    }
    if (this.totalAvailable >= recharge.threshold) return
    if (recharge.pausedUntil !== null && recharge.pausedUntil > this.now) return
    if (recharge.limit !== null && recharge.credited + recharge.amount > recharge.limit) return
    this.#recharge(recharge, id, recharge.amount)
  }

  #recharge(recharge: ModelRecharge, id: string, amount: Micros): void {
    this.topUps.set(id, {
      status: "pending",
      isAutomatic: true,
      amount,
      fee: 0n,
      tax: 0n,
      bonus: 0n,
      bonusMs: null,
      refunded: 0n,
      taken: { amount: 0n, bonus: 0n },
      isOrdered: false,
    })
    recharge.pending = id
    recharge.credited += amount
  }

  /** Rule ALLOT-1. */
  allot(allotments: Allotment[]): boolean {
    const required = sum(allotments.map(({ amount }) => amount))
    if (required > 0n && required > this.totalAvailable) return false
    const senders = new Set([...this.allotments, ...allotments].map(({ senderId }) => senderId))
    for (const senderId of senders) {
      const wanted = allotments.find((one) => one.senderId === senderId)?.amount ?? 0n
      const moved = wanted - this.#availableOf(senderId)
      this.#move(this.available, senderId, moved)
      this.#move(this.available, SHARED, -moved)
    }
    this.allotments = allotments
    return true
  }

  /** Rule ALLOT-4. */
  allotNumber(senderId: string, amount: Micros | null | undefined, mayUseShared?: boolean): boolean {
    const before = this.allotments.find((one) => one.senderId === senderId)
    const own = this.#availableOf(senderId)
    const keeps = amount === undefined && before !== undefined
    const moved = keeps ? 0n : (amount ?? 0n) - own
    if (moved > 0n && moved > this.#availableOf(SHARED)) return false
    this.#move(this.available, senderId, moved)
    this.#move(this.available, SHARED, -moved)
    const others = this.allotments.filter((one) => one !== before)
    const part = {
      senderId,
      amount: amount ?? before?.amount ?? 0n,
      mayUseShared: mayUseShared ?? before?.mayUseShared ?? true,
    }
    this.allotments = amount === null ? others : [...others, part]
    return true
  }

  /** What one more unit costs when it is delivered, and whether it is free by an allowance. */
  unitPrice(senderId: string, category: Category): { readonly fee: Micros; readonly isFree: boolean } {
    const reserved = this.reservedBy(senderId)
    const isFree = category === "service" && (this.used.get(senderId) ?? 0) + reserved < FREE_SERVICE
    return { fee: isFree ? 0n : PRICES[category]!, isFree }
  }

  reservedBy(senderId: string): number {
    let units = 0
    for (const hold of this.holds.values()) {
      if (hold.senderId !== senderId || hold.state !== "open") continue
      for (const line of hold.lines) if (line.isReserving) units += line.remaining
    }
    return units
  }

  /** Rules HOLD-1, HOLD-2, ALLOT-3. */
  authorize(
    id: string,
    senderId: string,
    wanted: readonly { readonly category: Category; readonly count: number; readonly messageId: string }[],
    expiresAt: number,
  ): ModelHold | { readonly spendable: Micros; readonly required: Micros } {
    const lines: ModelLine[] = []
    let free = FREE_SERVICE - (this.used.get(senderId) ?? 0) - this.reservedBy(senderId)
    for (const { category, count, messageId } of wanted) {
      for (let unit = 0; unit < count; unit++) {
        const isReserving = category === "service" && free > 0
        if (isReserving) free -= 1
        const price = SENT_FEE + (isReserving ? 0n : PRICES[category]!)
        const last = lines.at(-1)
        if (last?.category === category && last.messageId === messageId && last.isReserving === isReserving) {
          last.remaining += 1
        } else lines.push({ category, messageId, remaining: 1, unit: price, isReserving })
      }
    }
    const required = sum(lines.map(({ unit, remaining }) => unit * BigInt(remaining)))
    const allotment = this.allotments.find((one) => one.senderId === senderId)
    const own = allotment === undefined ? 0n : this.#availableOf(senderId)
    const shared = this.#availableOf(SHARED) + this.overdraft
    const reach = allotment === undefined ? shared : allotment.mayUseShared ? own + shared : own
    const spendable = least(reach, this.spendable)
    if (required > 0n && required > spendable) return { spendable, required }
    const fromOwn =
      allotment === undefined
        ? 0n
        : allotment.mayUseShared
          ? least(positive(own), required)
          : positive(required)
    this.#move(this.available, senderId, -fromOwn)
    this.#move(this.held, senderId, fromOwn)
    this.#move(this.available, SHARED, fromOwn - required)
    this.#move(this.held, SHARED, required - fromOwn)
    const hold = {
      id,
      senderId,
      lines,
      heldOwn: fromOwn,
      heldShared: required - fromOwn,
      state: "open",
      expiresAt,
    } as const
    this.holds.set(id, { ...hold })
    for (const { messageId } of wanted) if (messageId !== "") this.listed.set(messageId, id)
    return hold
  }

  release(id: string): void {
    const hold = this.holds.get(id)
    if (hold?.state === "open") this.#freeAll(hold, "released")
  }

  /** One event: what it charges, its hold moved. The batch spends afterwards. Rules EVT-4, HOLD-5. */
  event(
    senderId: string,
    messageId: string,
    category: Category,
    kind: "sent" | "delivered" | "read" | "failed",
    authorizationId: string | undefined,
  ): Micros {
    const message = this.messages.get(messageId) ?? { handled: new Set(), holdId: null, isHoldDone: false }
    this.messages.set(messageId, message)
    const named =
      authorizationId !== undefined && this.holds.has(authorizationId) ? authorizationId : undefined
    message.holdId ??= named ?? this.listed.get(messageId) ?? null
    let charged = 0n
    for (const trigger of kind === "failed"
      ? ["failed"]
      : kind === "sent"
        ? ["sent"]
        : ["sent", "delivered"]) {
      if (message.handled.has(trigger)) continue
      message.handled.add(trigger)
      if (trigger === "sent") charged += SENT_FEE
      else charged += this.#settleUnit(message, senderId, messageId, category, trigger === "delivered")
    }
    return charged
  }

  #settleUnit(
    message: ModelMessage,
    senderId: string,
    messageId: string,
    category: Category,
    isDelivery: boolean,
  ): Micros {
    const hold = message.isHoldDone || message.holdId === null ? undefined : this.holds.get(message.holdId)
    const line = hold?.state === "open" ? lineFor(hold, messageId, category) : undefined
    message.isHoldDone = message.holdId !== null
    // The unit goes first, so that what it reserved is there for this very message.
    if (hold !== undefined && line !== undefined)
      this.#free(hold, line, 1, isDelivery ? "captured" : "released")
    if (!isDelivery) return 0n
    const { fee, isFree } = this.unitPrice(senderId, category)
    if (isFree) this.used.set(senderId, (this.used.get(senderId) ?? 0) + 1)
    return fee
  }

  #freeAll(hold: ModelHold, ended: HoldState): void {
    for (const line of hold.lines) if (line.remaining > 0) this.#free(hold, line, line.remaining, ended)
  }

  /** Rule HOLD-4. */
  #free(hold: ModelHold, line: ModelLine, units: number, ended: HoldState): void {
    const amount = line.unit * BigInt(units)
    const own = least(hold.heldOwn, amount)
    const hasPart = this.allotments.some(({ senderId }) => senderId === hold.senderId)
    this.#move(this.held, hold.senderId, -own)
    this.#move(this.available, hasPart ? hold.senderId : SHARED, own)
    this.#move(this.held, SHARED, own - amount)
    this.#move(this.available, SHARED, amount - own)
    hold.heldOwn -= own
    hold.heldShared -= amount - own
    line.remaining -= units
    if (hold.lines.every(({ remaining }) => remaining === 0)) hold.state = ended
  }

  #holdsByExpiry(): ModelHold[] {
    return [...this.holds.values()].sort((a, b) => a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1))
  }

  #availableOf(part: string): Micros {
    return this.available.get(part) ?? 0n
  }

  #move(accounts: Map<string, Micros>, part: string, amount: Micros): void {
    accounts.set(part, (accounts.get(part) ?? 0n) + amount)
  }
}

/** A quotient of numbers above zero, to the nearest; what lies between, to the even one. */
function halfEven(dividend: bigint, divisor: bigint): bigint {
  const [down, rest] = [dividend / divisor, dividend % divisor]
  if (2n * rest === divisor) return down + (down % 2n)
  return 2n * rest > divisor ? down + 1n : down
}

/** Of which line a message takes its unit. Rule HOLD-5. */
function lineFor({ lines }: ModelHold, messageId: string, category: Category): ModelLine | undefined {
  const open = lines.filter(({ remaining }) => remaining > 0)
  return (
    open.find((line) => line.messageId === messageId) ??
    open.find((line) => line.messageId === "" && line.category === category) ??
    open.find((line) => line.messageId === "") ??
    open[0]
  )
}

/** Rule GRANT-1; every grant here has one priority. */
function byBurnOrder(a: ModelGrant, b: ModelGrant): number {
  if (a.expiresAt !== b.expiresAt) {
    if (a.expiresAt === null) return 1
    if (b.expiresAt === null) return -1
    return a.expiresAt - b.expiresAt
  }
  if (a.kind !== b.kind) return a.kind === "promotional" ? -1 : 1
  return a.order - b.order
}

function sum(amounts: Iterable<Micros>): Micros {
  let total = 0n
  for (const amount of amounts) total += amount
  return total
}

function positive(amount: Micros): Micros {
  return amount > 0n ? amount : 0n
}

function least(a: Micros, b: Micros): Micros {
  return a < b ? a : b
}
