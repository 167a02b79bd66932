import type { Deps } from "../deps.ts"
import { errorFacts } from "../observability/log.ts"
import { applyPaymentEvent, type Applied } from "./apply-payment-event.ts"
import type { PaymentEvent, PaymentProvider } from "./payment-provider.ts"

/** Providers remember what happened for thirty days. */
export const NEWS_LOOK_BACK_MS_MAX = 29 * 86_400_000
/** Clocks differ, and what happened at once is listed a little later. */
export const NEWS_OVERLAP_MS = 600_000

type NewsDeps = Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "log" | "payments" | "config" | "mail">
type Apply = (provider: string, event: PaymentEvent) => Promise<Applied>

/**
 * Ask each provider what was refunded or disputed since it was asked last, which no webhook may have told: one question for all
 * top-ups, however many there are. Where it ended is kept, so that a server that was down catches up. Rule BACK-8.
 *
 * @param apply - where wallets live elsewhere: how they are told
 */
export async function sweepNews(
  deps: NewsDeps,
  apply: Apply = (provider, event) => applyPaymentEvent(deps, provider, event),
): Promise<void> {
  for (const provider of deps.payments?.all ?? []) {
    try {
      await sweepProvider(deps, provider, apply)
    } catch (error) {
      deps.log.error(
        { ...errorFacts(error), provider: provider.name },
        "sweep of refunds and disputes failed",
      )
    }
  }
}

async function sweepProvider({ catalog, clock, log }: NewsDeps, provider: PaymentProvider, apply: Apply) {
  if (provider.newsSince === undefined) return
  const setting = `payment_news_${provider.name}`
  const now = clock()
  const earliest = now - NEWS_LOOK_BACK_MS_MAX
  const kept = await catalog.setting(setting)
  const since = Math.max(earliest, kept === undefined ? earliest : Number(kept) - NEWS_OVERLAP_MS)
  const news = await provider.newsSince(since)
  if (news === undefined) return
  let failed = 0
  for (const event of news.events) {
    try {
      await apply(provider.name, event)
    } catch (error) {
      // The others are not held up; all of them are asked for again.
      failed += 1
      log.error(
        { ...errorFacts(error), topUpId: event.topUpId },
        "a refund or dispute could not be taken over",
      )
    }
  }
  if (failed > 0) return
  const from = news.from === undefined ? now : news.from + NEWS_OVERLAP_MS
  await catalog.putSetting(setting, String(from))
}
