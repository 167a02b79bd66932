const PREFIX = "tollgate:"

/** What this tab remembers over a reload or a way through the payment page; nothing where the browser forbids it. */
export function keep(key: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(PREFIX + key)
    else sessionStorage.setItem(PREFIX + key, JSON.stringify(value))
  } catch {
    // Frames without storage remember nothing.
  }
}

/** What was kept last, as it was; undefined where there is nothing. */
export function kept(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + key) ?? "")
  } catch {
    return undefined
  }
}
