const TELL_EVERY_MS = 1000
/** Of a wallet, whose verification takes so long that it is told when it begins. */
const MANY_ROWS = 50_000

/** A line on standard error at most once a second, with rows per second: for work that may take long. */
export function progressOf(
  verb: string,
  total: number | undefined,
): (at: { readonly wallets: number; readonly rows: number; readonly verifying?: string }) => void {
  const startedAt = Date.now()
  let toldAt = startedAt
  let verifiedRows = 0
  return ({ wallets, rows, verifying }) => {
    const now = Date.now()
    const isLongVerification = verifying !== undefined && rows - verifiedRows >= MANY_ROWS
    if (verifying !== undefined) verifiedRows = rows
    if (now - toldAt < TELL_EVERY_MS && !isLongVerification) return
    toldAt = now
    const of = total === undefined ? "" : ` of ${total}`
    const doing = verifying === undefined ? "" : `, verifying ${verifying}`
    const rate = Math.round((rows * 1000) / Math.max(1, now - startedAt))
    process.stderr.write(`${verb} ${wallets}${of} wallets, ${rows} rows, ${rate} rows/s${doing}\n`)
  }
}
