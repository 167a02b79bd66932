import { z } from "@hono/zod-openapi"
import {
  dailyAverage,
  DAY_MS,
  daysLeft,
  formatAmount,
  localMonth,
  startOfLocalMonth,
  type TopUp,
  usageTotals,
} from "@tollgate/engine"
import type { Customer } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import { readIssuerSettings } from "../invoices/issuer.ts"
import { taxFactsOf } from "../payments/payer.ts"
import { missingDetails, type MissingDetail } from "../tax/missing-details.ts"
import { checkoutTerms, readCheckoutSettings } from "../payments/checkout-settings.ts"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"
import { AutoRechargeOut, formatAutoRecharge } from "./auto-recharge-answer.ts"
import { formatTopUp, TopUpOut } from "./top-up-answer.ts"
import type { CustomerWallet } from "./customer-wallet.ts"
import { formatTopUpAmounts } from "./top-up-amounts.ts"
import { readForecast } from "./read-forecast.ts"
import { readUsage } from "./read-usage.ts"
import { formatTotals, UsageTotalsOut } from "./usage-answer.ts"
import { LiveWalletOut, readLiveWallet } from "./live-wallet-answer.ts"
import { readSummarySenders, SummarySendersOut } from "./summary-senders.ts"

/** Pending top-ups in a summary; older than a day they are given up. */
const PENDING_SHOWN_MAX = 3

const nullableText = z.string().nullable()

export const SummaryOut = z
  .object({
    wallet: LiveWalletOut,
    customer: z.object({
      id: z.string(),
      name: z.string(),
      timezone: z.string(),
      locale: z.string(),
      contact: z.object({ name: z.string(), email: z.string(), phone: z.string().optional() }).nullable(),
      billingAddress: z
        .object({
          line1: z.string(),
          line2: z.string().optional(),
          city: z.string(),
          state: z.string().optional(),
          postalCode: z.string(),
          country: z.string(),
        })
        .nullable(),
      taxId: nullableText,
      billingComplete: z.boolean().openapi({
        description: "All that an invoice, and the tax on it, needs is there",
      }),
      billingMissing: z.array(z.enum(["contact", "billingAddress", "billingAddress.state"])),
    }),
    senders: SummarySendersOut,
    today: UsageTotalsOut,
    month: UsageTotalsOut,
    forecast: z.object({ dailyAverage: amountOut.nullable(), daysLeft: z.int().nullable() }),
    lastTopUp: z
      .object({
        id: z.string(),
        method: z.enum(["checkout", "manual"]),
        status: z.string(),
        amount: amountOut,
        bonus: amountOut,
        fee: amountOut,
        tax: amountOut,
        taxIncluded: amountOut,
        total: amountOut,
        createdAt: instantOut,
      })
      .nullable(),
    autoRecharge: AutoRechargeOut.nullable(),
    checkout: z
      .object({
        provider: z.string(),
        isSandbox: z.boolean().openapi({ description: "No money moves" }),
        presets: z.array(amountOut),
        minTopUp: amountOut,
        maxTopUp: amountOut,
        canAutoRecharge: z.boolean(),
      })
      .nullable()
      .openapi({ description: "Null without a payment provider" }),
    pendingTopUps: z.array(TopUpOut).openapi({ description: "At most 3, newest first" }),
    limits: z.object({ minTopUp: amountOut, maxTopUp: amountOut }),
    support: z.object({ email: nullableText }),
  })
  .openapi("Summary")

/** All that first paint needs. Today, the month and the forecast's days are the customer's. Rules READ-3 and READ-4. */
export async function readSummary(
  { catalog, wallets, clock, payments }: Pick<Deps, "catalog" | "wallets" | "clock" | "payments">,
  { wallet, customer, zone, partnerId }: CustomerWallet,
): Promise<z.infer<typeof SummaryOut>> {
  const now = clock()
  const reader = { wallets, wallet, now }
  const month = localMonth(zone, now)
  const [{ forecast, today }, months, lastTopUp, partner, liveWallet, senders, pending, settings, issuer] =
    await Promise.all([
      readForecast(reader, zone),
      readUsage(reader, {
        zone,
        interval: "month",
        groupBy: [],
        from: startOfLocalMonth(zone, month),
        to: startOfLocalMonth(zone, month + 1),
      }),
      readLastTopUp(wallets, wallet.id),
      catalog.partner(partnerId),
      readLiveWallet({ wallets }, wallet, customer.timezone),
      readSummarySenders({ catalog, wallets }, wallet.id, now),
      wallets.topUps(wallet.id, { limit: PENDING_SHOWN_MAX, status: "pending" }),
      readCheckoutSettings(catalog),
      readIssuerSettings(catalog, partnerId),
    ])
  const terms = checkoutTerms(settings, wallet.currency)
  const provider = payments?.forOrder({ currency: wallet.currency, settings })
  const limits = { minTopUp: formatAmount(terms.minTopUp), maxTopUp: formatAmount(terms.maxTopUp) }
  const average = dailyAverage(forecast)
  const spendable = wallet.balance - wallet.held + wallet.overdraftLimit
  return {
    wallet: liveWallet,
    customer: formatCustomer(
      customer,
      missingDetails(settings, customer, taxFactsOf({ customer, issuer }, now)),
    ),
    senders,
    today: formatTotals(today),
    month: formatTotals(usageTotals(months.rows())),
    forecast: {
      dailyAverage: average === null ? null : formatAmount(average),
      daysLeft: daysLeft(forecast, spendable),
    },
    lastTopUp: lastTopUp === undefined ? null : formatLastTopUp(lastTopUp),
    autoRecharge: wallet.recharge === null ? null : formatAutoRecharge(wallet.recharge, now),
    checkout:
      provider === undefined
        ? null
        : {
            provider: provider.name,
            isSandbox: provider.isSandbox,
            presets: terms.presets.map(formatAmount),
            ...limits,
            canAutoRecharge: provider.canChargeSaved,
          },
    pendingTopUps: pending.rows
      .filter(({ createdAt }) => createdAt > now - DAY_MS)
      .map((topUp) => formatTopUp(wallet.id, topUp)),
    limits,
    support: { email: partner?.supportEmail ?? null },
  }
}

async function readLastTopUp(wallets: Deps["wallets"], walletId: string): Promise<TopUp | undefined> {
  const { rows } = await wallets.topUps(walletId, { limit: 1, status: "succeeded" })
  return rows[0]
}

function formatCustomer(
  customer: Customer,
  missing: readonly MissingDetail[],
): z.infer<typeof SummaryOut>["customer"] {
  const { id, name, timezone, locale, contact, billingAddress, taxId } = customer
  const billing = { billingComplete: missing.length === 0, billingMissing: [...missing] }
  return { id, name, timezone, locale, contact, billingAddress, taxId, ...billing }
}

function formatLastTopUp(topUp: TopUp) {
  const { id, method, status } = topUp
  return {
    id,
    method,
    status,
    ...formatTopUpAmounts(topUp),
    createdAt: formatInstant(topUp.createdAt),
  }
}
