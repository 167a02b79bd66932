import type { Bar } from "./buckets.ts"
import { SERIES, type Series } from "../series.ts"

const BAR_WIDTH_MAX = 56
/** Of a bar's place, what stays free beside it; below so many pixels nothing does. */
const GAP = 0.24
const SLOT_WITH_GAP = 4
/** Room for the total above the highest bar, and for the names below. */
const ABOVE = 18
const BELOW = 22

/** A part of a bar, in pixels. */
export interface Segment {
  readonly series: Series
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where bars stand in a plot of this size; mirrored, the first is at the right. */
export class ChartGeometry {
  readonly width: number
  readonly left: number
  readonly right: number
  readonly top = ABOVE
  readonly bottom: number
  readonly slot: number
  readonly barWidth: number
  readonly #bars: readonly Bar[]
  readonly #largest: number
  readonly #isMirrored: boolean

  /** @param axis - pixels that the axis' numbers take */
  constructor(
    bars: readonly Bar[],
    largest: bigint,
    size: {
      readonly width: number
      readonly height: number
      readonly axis: number
      readonly isMirrored: boolean
    },
  ) {
    const { width, height, axis, isMirrored } = size
    this.width = width
    this.#bars = bars
    this.#largest = Math.max(1, Number(largest))
    this.#isMirrored = isMirrored
    this.left = isMirrored ? 0 : axis
    this.right = isMirrored ? width - axis : width
    this.bottom = height - BELOW
    // Until its place is measured, a chart has no width.
    this.slot = Math.max(0, this.right - this.left) / Math.max(1, bars.length)
    this.barWidth = this.slot < SLOT_WITH_GAP ? this.slot : Math.min(BAR_WIDTH_MAX, this.slot * (1 - GAP))
  }

  /** The middle of a bar. */
  center(index: number): number {
    const place = (index + 0.5) * this.slot
    return this.#isMirrored ? this.right - place : this.left + place
  }

  /** The middle of a name below a bar, within the plot. */
  nameCenter(index: number, width: number): number {
    return Math.max(this.left + width / 2, Math.min(this.right - width / 2, this.center(index)))
  }

  /** The bar at a point, the nearest where there is none. */
  indexAt(x: number): number {
    const place = this.#isMirrored ? this.right - x : x - this.left
    return Math.max(0, Math.min(this.#bars.length - 1, Math.floor(place / this.slot)))
  }

  y(value: bigint): number {
    const share = Math.max(0, Number(value)) / this.#largest
    return this.bottom - share * (this.bottom - this.top)
  }

  /** From the ground up; what is below zero, after corrections, has no height. */
  segments(index: number): readonly Segment[] {
    const bar = this.#bars[index]
    if (bar === undefined) return []
    const segments: Segment[] = []
    let below = 0n
    for (const series of SERIES) {
      const value = bar.values[series]
      if (value <= 0n) continue
      const [from, to] = [this.y(below), this.y(below + value)]
      below += value
      // A line of the background keeps neighbours apart, where there is room for one.
      const isWide = from - to > 3 && this.slot >= SLOT_WITH_GAP
      const height = isWide ? from - to - 1 : from - to
      segments.push({
        series,
        x: this.center(index) - this.barWidth / 2,
        y: to,
        width: this.barWidth,
        height,
      })
    }
    return segments
  }
}
