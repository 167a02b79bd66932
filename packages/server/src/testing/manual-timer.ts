import type { Timer } from "../timer.ts"

/** Timers that fall due when a test says that time has passed. */
export interface ManualTimer {
  readonly timer: Timer
  /** How many wait. */
  readonly waiting: number
  /** Lets `ms` pass on the clock, running what falls due in its order, and lets what that began come to rest. */
  advance(ms: number): Promise<void>
}

export function manualTimer(time: { now: number }): ManualTimer {
  const waiting = new Map<symbol, { readonly at: number; readonly task: () => void }>()
  return {
    timer: (ms, task) => {
      const key = Symbol("timer")
      waiting.set(key, { at: time.now + ms, task })
      return () => void waiting.delete(key)
    },
    get waiting() {
      return waiting.size
    },
    async advance(ms) {
      const until = time.now + ms
      await rest()
      for (;;) {
        const [next] = [...waiting].sort(([, left], [, right]) => left.at - right.at)
        if (next === undefined || next[1].at > until) break
        waiting.delete(next[0])
        time.now = Math.max(time.now, next[1].at)
        next[1].task()
        await rest()
      }
      time.now = until
    },
  }
}

/** Promises that are fulfilled without a timer run before the event loop comes round, the store's commits soon after. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}
