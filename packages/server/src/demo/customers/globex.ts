import type { DemoCustomer, DemoSender } from "../demo-customer.ts"
import { MARKET_RANGES } from "../market-ranges.ts"

const SENDERS = 40
const WABAS = 6

const senders = Array.from({ length: SENDERS }, (_, index): DemoSender => ({
  id: String(171_500_200_300_400 + index * 7_919),
  phoneNumber: `4420794600${String(index).padStart(2, "0")}`,
  wabaId: String(165_010_020_030_040 + (index % WABAS) * 104_729),
  gupshupAppId: null,
}))

/** Huge: a year of history, `SENDERS` numbers, every market, six-figure balances, a long name. */
export const GLOBEX: DemoCustomer = {
  id: "cus_demo_globex",
  name: "Globex International Hospitality & Travel Services Holdings (Europe, Middle East & Africa) plc",
  about: "Huge: 40 numbers, 47 markets, a year",
  timezone: "Europe/London",
  locale: "en-GB",
  contact: { name: "Marguerite van der Westhuizen-Okonkwo", email: "treasury@globex.example" },
  billingAddress: { line1: "1 Thames Quay", city: "London", postalCode: "EC3R 6AF", country: "GB" },
  taxId: "GB123456782",
  wallet: {
    id: "wal_demo_globex",
    currency: "USD",
    planId: "globex-contract",
    overdraftLimit: "50000",
    lowBalanceThreshold: "25000",
  },
  senders: [senders[0]!, ...senders.slice(1)],
  past: {
    seed: 105,
    days: 365,
    messagesADay: [70, 160],
    weekend: [0.9, 0.8],
    mix: { marketing: 0.3, utility: 0.24, authentication: 0.1, service: 0.14 },
    mmLiteShare: 0.25,
    media: ["image", "document", "location", "interactive", "audio"],
    ranges: MARKET_RANGES,
    topUps: [
      { id: "opening", daysAgo: 364, amount: "125000", reference: "SWIFT GLBX-2201" },
      { id: "second", daysAgo: 240, amount: "75000", reference: "SWIFT GLBX-2318" },
      { id: "third", daysAgo: 130, amount: "75000", reference: "SWIFT GLBX-2442" },
      { id: "fourth", daysAgo: 24, amount: "60000", reference: "SWIFT GLBX-2596" },
    ],
    hold: { hoursAgo: 1, count: 1_204, to: "447700900000" },
  },
}
