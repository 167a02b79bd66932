const WAIT_MS_MAX = 2_000

/**
 * Resolves with what `look` finds, looking again at every frame; rejects when it finds nothing in time.
 *
 * @param milliseconds - how long to look, two seconds by default
 */
export async function until<T>(
  look: () => T | null | undefined | false,
  milliseconds: number = WAIT_MS_MAX,
): Promise<T> {
  const giveUpAt = performance.now() + milliseconds
  for (;;) {
    const found = look()
    if (found !== null && found !== undefined && found !== false) return found
    if (performance.now() > giveUpAt) throw new Error(`waited in vain for ${String(look)}`)
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}

/** Resolves with the next event of this type that reaches the target. */
export function nextEvent<E extends Event>(target: EventTarget, type: string): Promise<E> {
  return new Promise((resolve) => {
    target.addEventListener(type, (event) => resolve(event as E), { once: true })
  })
}
