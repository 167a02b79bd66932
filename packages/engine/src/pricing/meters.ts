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
import type { SenderFacts } from "./sender-facts.ts"

/** A counter while a command runs. */
export interface Meter {
  readonly month: number
  readonly key: string
  used: number
  reserved: number
  isChanged: boolean
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
  /** Counted tiers, by market and category: the wallet's book only. */
  byTier: Map<number, Meter>
  segment: Segment | null
  segmentFrom: number
  segmentUntil: number
}

/**
 * All counters of a wallet that a command may touch. Lookups by slot are remembered for the month and the segment
 * last asked, since traffic mostly stays in one of each: that is what keeps rating free of calendars.
 */
export class Meters {
  readonly #byKey: Map<string, Meter>
  readonly #books = new Map<string, MeterBook>()
  readonly wallet: MeterBook

  /** Months that were asked for but not loaded: the command needs them before it can decide. */
  readonly missing: Set<number> = new Set()
  readonly #months: ReadonlySet<number>

  /** @param months - the months whose counters are all in `counters` */
  constructor(counters: ReadonlyMap<string, Counter>, months: ReadonlySet<number>, customerZone: Zone) {
    this.#months = months
    this.#byKey = new Map(
      [...counters].map(([key, { month, key: name, used, reserved }]) => [
        key,
        { month, key: name, used, reserved, isChanged: false },
      ]),
    )
    this.wallet = makeBook("", customerZone)
  }

  book(sender: SenderFacts): MeterBook {
    let book = this.#books.get(sender.id)
    if (book === undefined) {
      book = makeBook(sender.id, sender.zone)
      this.#books.set(sender.id, book)
    }
    return book
  }

  /** The counter called `key` in `month`, made at zero when it is new. */
  meter(month: number, key: string): Meter {
    const place = counterKey(month, key)
    let meter = this.#byKey.get(place)
    if (meter === undefined) {
      if (!this.#months.has(month)) this.missing.add(month)
      meter = { month, key, used: 0, reserved: 0, isChanged: false }
      this.#byKey.set(place, meter)
    }
    return meter
  }

  /** The counter of an allowance or cap in the month of `instant`, by the zone of the book. */
  bySlot(plan: CompiledPlan, book: MeterBook, slot: number, instant: number): Meter {
    enterMonth(book, instant)
    const known = book.bySlot[slot]
    if (known !== undefined) return known
    const stem = plan.counterStems[slot]
    invariant(stem !== undefined, "a slot has a name")
    const meter = this.meter(book.month, book.senderId === "" ? stem : `${stem}@${book.senderId}`)
    book.bySlot[slot] = meter
    return meter
  }

  /** How many charged messages of a market and category the wallet had in the month of `instant`. */
  byTier(place: number, instant: number, name: () => string): Meter {
    enterMonth(this.wallet, instant)
    let meter = this.wallet.byTier.get(place)
    if (meter === undefined) {
      meter = this.meter(this.wallet.month, `tier:${name()}`)
      this.wallet.byTier.set(place, meter)
    }
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
    const counters = new Map<string, Counter>()
    for (const [place, { month, key, used, reserved }] of this.#byKey) {
      counters.set(place, { month, key, used, reserved })
    }
    return new Meters(counters, this.#months, this.wallet.zone)
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
    byTier: new Map(),
    segment: null,
    segmentFrom: Number.POSITIVE_INFINITY,
    segmentUntil: Number.NEGATIVE_INFINITY,
  }
}

function enterMonth(book: MeterBook, instant: number): void {
  if (instant >= book.monthFrom && instant < book.monthUntil) return
  book.month = localMonth(book.zone, instant)
  book.monthFrom = startOfLocalMonth(book.zone, book.month)
  book.monthUntil = startOfLocalMonth(book.zone, book.month + 1)
  book.bySlot = []
  book.byTier = new Map()
}

/** The segment of the plan at an instant, by the sender's local day. Rule RATE-3. */
export function segmentAt(plan: CompiledPlan, book: MeterBook, instant: number): Segment {
  if (book.segment !== null && instant >= book.segmentFrom && instant < book.segmentUntil) return book.segment
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
