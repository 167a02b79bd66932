import { invariant } from "../result.ts"
import {
  localMonth,
  localDay,
  monthOfDay,
  startOfLocalDay,
  startOfLocalMonth,
  type Zone,
} from "../usage/calendar.ts"
import { counterKey, type Counter } from "../wallet/state.ts"
import type { CompiledPlan, Segment } from "./compile-plan.ts"
import type { Lane } from "./lane.ts"
import type { SenderFacts } from "./sender-facts.ts"
import { CATEGORIES } from "./usage-event.ts"

/** A counter while a command runs. */
export interface Meter {
  readonly month: number
  readonly key: string
  used: number
  reserved: number
  isChanged: boolean
}

/** So many units more of one counter. */
export type CounterStep = readonly [month: number, key: string, units: number]

/** Count `units` more. */
export function advance(meter: Meter, units: number): CounterStep {
  meter.used += units
  meter.isChanged = true
  return [meter.month, meter.key, units]
}

function makeMeter({ month, key, used, reserved }: Counter): Meter {
  return { month, key, used, reserved, isChanged: false }
}

/** Where one sender, or the wallet as a whole, stands: its counters by slot, in the month last asked. */
export interface MeterBook {
  /** "" for the wallet's own. */
  readonly senderId: string
  readonly zone: Zone
  month: number
  monthFrom: number
  monthUntil: number
  bySlot: (Meter | undefined)[]
  /** Counted tiers, by market * CATEGORIES.length + category: the wallet's book only. */
  byTier: (Meter | undefined)[]
  /** What plain messages cost in this month, by kind: see `lane.ts`. */
  lanes: Map<number, Lane>
  segment: Segment | null
  segmentFrom: number
  segmentUntil: number
}

/**
 * All counters of a wallet that a command may touch. Lookups by slot are remembered for the month and the segment
 * last asked, since traffic mostly stays in one of each: that is what keeps rating free of calendars.
 */
export class Meters {
  readonly #loaded: ReadonlyMap<string, Counter>
  /** Those asked for so far: a wallet may have thousands of counters, and a command meets few. */
  readonly #byKey = new Map<string, Meter>()
  readonly #books = new Map<string, MeterBook>()
  #lastSender: SenderFacts | null = null
  #lastBook: MeterBook
  readonly wallet: MeterBook

  /** Months that were asked for but not loaded: the command needs them before it can decide. */
  readonly missing: Set<number> = new Set()
  readonly #months: ReadonlySet<number>

  /** @param months - the months whose counters are all in `counters` */
  constructor(counters: ReadonlyMap<string, Counter>, months: ReadonlySet<number>, customerZone: Zone) {
    this.#months = months
    this.#loaded = counters
    this.wallet = makeBook("", customerZone)
    this.#lastBook = this.wallet
  }

  book(sender: SenderFacts): MeterBook {
    // Events come in runs of one sender.
    if (sender === this.#lastSender) return this.#lastBook
    let book = this.#books.get(sender.id)
    if (book === undefined) {
      book = makeBook(sender.id, sender.zone)
      this.#books.set(sender.id, book)
    }
    this.#lastSender = sender
    this.#lastBook = book
    return book
  }

  /** The counter called `key` in `month`, made at zero when it is new. */
  meter(month: number, key: string): Meter {
    const place = counterKey(month, key)
    let meter = this.#byKey.get(place)
    if (meter === undefined) {
      const loaded = this.#loaded.get(place)
      if (loaded === undefined && !this.#months.has(month)) this.missing.add(month)
      meter = makeMeter(loaded ?? { month, key, used: 0, reserved: 0 })
      this.#byKey.set(place, meter)
    }
    return meter
  }

  /** The counter of an allowance or cap in the month of the book: `enterMonths` comes first. */
  bySlot(plan: CompiledPlan, book: MeterBook, slot: number): Meter {
    return book.bySlot[slot] ?? this.#openSlot(plan, book, slot)
  }

  #openSlot(plan: CompiledPlan, book: MeterBook, slot: number): Meter {
    const stem = plan.counterStems[slot]
    invariant(stem !== undefined, "a slot has a name")
    const meter = this.meter(book.month, book.senderId === "" ? stem : `${stem}@${book.senderId}`)
    book.bySlot[slot] = meter
    return meter
  }

  /** How many charged messages of a market and category the wallet had in its month: `enterMonths` comes first. */
  byTier(plan: CompiledPlan, market: number, category: number): Meter {
    const book = this.wallet
    const place = market * CATEGORIES.length + category
    const known = book.byTier[place]
    if (known !== undefined) return known
    const meter = this.meter(book.month, `tier:${plan.markets[market]}:${CATEGORIES[category]}`)
    book.byTier[place] = meter
    return meter
  }

  /** The counters that changed since this was last asked. */
  takeChanged(): Counter[] {
    const counters: Counter[] = []
    for (const meter of this.#byKey.values()) {
      if (!meter.isChanged) continue
      meter.isChanged = false
      counters.push({ month: meter.month, key: meter.key, used: meter.used, reserved: meter.reserved })
    }
    return counters
  }

  /** A copy whose changes stay in it: for quotes, and to try before deciding. */
  fork(): Meters {
    const fork = new Meters(this.#loaded, this.#months, this.wallet.zone)
    for (const [place, meter] of this.#byKey) fork.#byKey.set(place, makeMeter(meter))
    return fork
  }
}

function makeBook(senderId: string, zone: Zone): MeterBook {
  return {
    senderId,
    zone,
    month: 0,
    monthFrom: Number.POSITIVE_INFINITY,
    monthUntil: Number.NEGATIVE_INFINITY,
    bySlot: [],
    byTier: [],
    lanes: new Map(),
    segment: null,
    segmentFrom: Number.POSITIVE_INFINITY,
    segmentUntil: Number.NEGATIVE_INFINITY,
  }
}

/** Bring the books of a sender and of the wallet to the month of `instant`, each by its own zone. Rule ALLOW-4. */
export function enterMonths({ wallet }: Meters, book: MeterBook, instant: number): void {
  if (instant < book.monthFrom || instant >= book.monthUntil) turnMonth(book, instant)
  if (instant < wallet.monthFrom || instant >= wallet.monthUntil) turnMonth(wallet, instant)
}

function turnMonth(book: MeterBook, instant: number): void {
  book.month = localMonth(book.zone, instant)
  book.monthFrom = startOfLocalMonth(book.zone, book.month)
  book.monthUntil = startOfLocalMonth(book.zone, book.month + 1)
  book.bySlot = []
  book.byTier = []
  book.lanes = new Map()
}

/** The segment of the plan at an instant, by the sender's local day. Rule PLAN-1. */
export function segmentAt(plan: CompiledPlan, book: MeterBook, instant: number): Segment {
  if (book.segment !== null && instant >= book.segmentFrom && instant < book.segmentUntil) return book.segment
  return enterSegment(plan, book, instant)
}

function enterSegment(plan: CompiledPlan, book: MeterBook, instant: number): Segment {
  const day = localDay(book.zone, instant)
  let index = plan.segments.length - 1
  while (index > 0 && plan.segments[index]!.fromDay > day) index--
  const segment = plan.segments[index]!
  const next = plan.segments[index + 1]
  book.segment = segment
  book.segmentFrom = index === 0 ? Number.NEGATIVE_INFINITY : startOfLocalDay(book.zone, segment.fromDay)
  book.segmentUntil = next === undefined ? Number.POSITIVE_INFINITY : startOfLocalDay(book.zone, next.fromDay)
  return segment
}

/** The months whose counters an event at `instant` may need, whatever the zone. */
export function monthsAround(instant: number): readonly number[] {
  const day = Math.floor(instant / 86_400_000)
  const before = monthOfDay(day - 1)
  const after = monthOfDay(day + 1)
  return before === after ? [before] : [before, after]
}
