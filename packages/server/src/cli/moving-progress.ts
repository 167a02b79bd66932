const TELL_EVERY_MS = 1000

/** A line on standard error at most once a second, and rows per second: for work that may take long. */
export function progressOf(
  verb: string,
  total: number | undefined,
): (at: { wallets: number; rows: number; verifying?: string }) => void {
  const startedAt = Date.now()
  let toldAt = startedAt
  return ({ wallets, rows, verifying }) => {
    const now = Date.now()
    if (now - toldAt < TELL_EVERY_MS) return
    toldAt = now
    const of = total === undefined ? "" : ` of ${total}`
    const doing = verifying === undefined ? "" : `, verifying ${verifying}`
    const rate = Math.round((rows * 1000) / Math.max(1, now - startedAt))
    process.stderr.write(`${verb} ${wallets}${of} wallets, ${rows} rows, ${rate} rows/s${doing}\n`)
  }
}
