import { UsageDownloadEvent } from "../../events/usage-events.ts"
import type { Rank } from "../breakdown/fold-ranks.ts"
import type { PeriodQuery } from "../period.ts"
import type { Usage } from "../usage.ts"
import type { UsageBreakup } from "../usage-breakup.ts"
import { formatUsageCsv } from "./usage-csv.ts"

/** Hands what is shown to the page, and saves it unless the page prevents that. */
export function downloadUsage(
  host: UsageBreakup,
  shown: { readonly usage: Usage; readonly query: PeriodQuery; readonly ranks: readonly Rank[] | undefined },
): void {
  const { summary, senderId = "", breakdown } = host
  if (summary === undefined) return
  const { usage, query, ranks } = shown
  const file = formatUsageCsv({
    usage,
    query,
    currency: summary.wallet.currency,
    walletId: summary.wallet.id,
    senderId,
    ...(ranks !== undefined && breakdown !== undefined && { ranks, dimension: breakdown }),
  })
  if (host.dispatchEvent(new UsageDownloadEvent(file))) saveFile(file)
}

/** Has the browser save it. */
function saveFile({ csv, fileName }: { readonly csv: string; readonly fileName: string }): void {
  const url = URL.createObjectURL(new Blob([csv], { type: "text/csv;charset=utf-8" }))
  const link = document.createElement("a")
  link.href = url
  link.download = fileName
  link.click()
  // The browser has read it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url))
}
