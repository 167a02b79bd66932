import { expect, it } from "vitest"
import type { OpenSegment } from "./segment-bytes.ts"
import { createSegmentMemory } from "./segment-memory.ts"

const segment = (size: number): OpenSegment => ({ size, row: () => ({}) })

it("[ARCH-4] keeps segments up to a size, those that were read last", () => {
  const memory = createSegmentMemory(100)
  const [a, b, c] = [segment(40), segment(50), segment(20)]
  memory.keep("a", a)
  memory.keep("b", b)
  expect([memory.get("b"), memory.get("a")]).toEqual([b, a])
  memory.keep("c", c)
  expect(memory.get("b")).toBeUndefined()
  expect([memory.get("a"), memory.get("c")]).toEqual([a, c])
})

it("[ARCH-4] keeps the last one whatever its size, and counts one that comes again once", () => {
  const memory = createSegmentMemory(100)
  const [a, large] = [segment(60), segment(500)]
  memory.keep("a", a)
  memory.keep("a", a)
  memory.keep("b", segment(40))
  expect(memory.get("a")).toBe(a)
  memory.keep("large", large)
  expect([memory.get("a"), memory.get("b"), memory.get("large")]).toEqual([undefined, undefined, large])
  memory.keep("c", segment(1))
  expect(memory.get("large")).toBeUndefined()
})
