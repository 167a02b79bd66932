/** Runs `task` once, `ms` later or soon after; what it gives back calls that off. Injected, as clocks are. */
export type Timer = (ms: number, task: () => void) => () => void

export const systemTimer: Timer = (ms, task) => {
  const id = setTimeout(task, ms)
  return () => clearTimeout(id)
}
