import type { DemoCustomer } from "../demo-customer.ts"

/** The typical one: five months of history, USD, on the plan with Gupshup's fees. Its number is Meta's own sample. */
export const ACME: DemoCustomer = {
  id: "cus_demo_acme",
  name: "Acme Traders",
  about: "Typical: months of history, USD",
  timezone: "Asia/Kolkata",
  locale: "en-IN",
  contact: { name: "Asha Rao", email: "accounts@acme.example" },
  billingAddress: {
    line1: "14 Residency Road",
    city: "Bengaluru",
    state: "Karnataka",
    postalCode: "560025",
    country: "IN",
  },
  taxId: "29AAACA1234F1Z5",
  wallet: {
    id: "wal_demo_acme",
    currency: "USD",
    planId: "gupshup",
    overdraftLimit: "20",
    lowBalanceThreshold: "50",
  },
  senders: [
    {
      id: "106540352242922",
      phoneNumber: "15550783881",
      wabaId: "102290129340398",
      gupshupAppId: "6f414190-d45c-4671-bca1-fb6c30100000",
    },
    {
      id: "118204467712095",
      phoneNumber: "15550783882",
      wabaId: "102290129340398",
      gupshupAppId: "7a3c2f10-91be-4d07-8f52-1de0c4a90000",
    },
  ],
  past: {
    seed: 101,
    days: 152,
    messagesADay: [55, 130],
    weekend: [0.7, 0.45],
    mix: { marketing: 0.32, utility: 0.27, authentication: 0.1, service: 0.15 },
    mmLiteShare: 0.35,
    media: ["image", "interactive", "document", "video"],
    ranges: [
      { country: "IN", prefix: "9198", digits: 8, weight: 34 },
      { country: "AE", prefix: "97150", digits: 7, weight: 20 },
      { country: "DE", prefix: "49151", digits: 8, weight: 14 },
      { country: "GB", prefix: "447700", digits: 6, weight: 20 },
      { country: "SA", prefix: "96650", digits: 7, weight: 10 },
      { country: "NG", prefix: "234803", digits: 7, weight: 6 },
      { country: "US", prefix: "1650555", digits: 4, weight: 3 },
    ],
    topUps: [
      { id: "opening", daysAgo: 151, amount: "100", reference: "Bank transfer 4411" },
      { id: "second", daysAgo: 118, amount: "100", reference: "Bank transfer 4529" },
      { id: "third", daysAgo: 84, amount: "100", reference: "Bank transfer 4673" },
      { id: "fourth", daysAgo: 49, amount: "100", reference: "Bank transfer 4802" },
      { id: "fifth", daysAgo: 12, amount: "75", reference: "Bank transfer 4960" },
    ],
    hold: { hoursAgo: 2, count: 240, to: "919800000000" },
  },
}
