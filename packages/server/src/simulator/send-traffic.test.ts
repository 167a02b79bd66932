import { describe, expect, it } from "vitest"
import { POSTS_AT_ONCE_MAX, sendTraffic, type TrafficHost } from "./send-traffic.ts"
import { EMPTY_TALLY } from "./tally.ts"
import type { Delivery } from "./traffic-event.ts"

function deliveriesAt(...times: readonly number[]): readonly Delivery[] {
  return times.map((postAt) => ({ postAt, provider: "meta", senderId: "1", body: {}, events: [] }))
}

/** A host whose clock stands still but for waiting. */
function host(post: TrafficHost["post"], startAt = 0): TrafficHost & { readonly waited: number[] } {
  let now = startAt
  const waited: number[] = []
  return {
    waited,
    post,
    now: () => now,
    wait(milliseconds) {
      waited.push(milliseconds)
      now += milliseconds
      return Promise.resolve()
    },
  }
}

describe("sendTraffic", () => {
  it("[SIM-8] posts each body at its time, overdue ones at once, and tells every answer", async () => {
    const posted: number[] = []
    const told: number[] = []
    const timed = host(async ({ postAt }) => {
      posted.push(postAt)
      return EMPTY_TALLY
    }, 10)
    await sendTraffic(deliveriesAt(5, 10, 25, 40), timed, { onAnswer: ({ postAt }) => told.push(postAt) })
    expect(posted).toEqual([5, 10, 25, 40])
    expect(timed.waited).toEqual([15, 15])
    expect(told.toSorted((a, b) => a - b)).toEqual(posted)
  })

  it("[SIM-8] has at most so many under way", async () => {
    let underWay = 0
    let most = 0
    await sendTraffic(
      deliveriesAt(...Array.from({ length: 100 }, () => 0)),
      host(async () => {
        most = Math.max(most, ++underWay)
        await new Promise(setImmediate)
        underWay--
        return EMPTY_TALLY
      }),
    )
    expect(most).toBe(POSTS_AT_ONCE_MAX)
  })

  it("[SIM-8] posts nothing after the first that rejects, and rejects with it", async () => {
    let posts = 0
    const failing = host(async () => {
      posts++
      throw new Error("gone")
    })
    await expect(sendTraffic(deliveriesAt(0, 1, 2), failing)).rejects.toThrow("gone")
    expect(posts).toBe(1)
  })

  it("[SIM-8] stops when told", async () => {
    const stopping = new AbortController()
    const posted: number[] = []
    const stopped = host(async ({ postAt }) => {
      posted.push(postAt)
      stopping.abort()
      return EMPTY_TALLY
    })
    await sendTraffic(deliveriesAt(1, 2, 3), stopped, { signal: stopping.signal })
    expect(posted).toEqual([1])
  })
})
