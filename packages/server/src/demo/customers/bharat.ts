import type { DemoCustomer } from "../demo-customer.ts"

/** In INR, which has a published card since 2026-10-01: its seven weeks lie behind that. */
export const BHARAT: DemoCustomer = {
  id: "cus_demo_bharat",
  name: "Bharat Textiles",
  about: "INR, Asia/Kolkata",
  timezone: "Asia/Kolkata",
  locale: "en-IN",
  contact: { name: "Vikram Shah", email: "finance@bharat-textiles.example" },
  billingAddress: {
    line1: "7 Ring Road",
    city: "Surat",
    state: "Gujarat",
    postalCode: "395002",
    country: "IN",
  },
  taxId: "24AABCB5678K1ZF",
  wallet: {
    id: "wal_demo_bharat",
    currency: "INR",
    planId: "meta",
    overdraftLimit: "0",
    lowBalanceThreshold: "500",
  },
  senders: [
    {
      id: "158072934066266",
      phoneNumber: "919999999998",
      wabaId: "112535025189792",
      gupshupAppId: null,
    },
  ],
  past: {
    seed: 102,
    days: 50,
    messagesADay: [110, 170],
    weekend: [0.85, 0.35],
    mix: { marketing: 0.42, utility: 0.26, authentication: 0.06, service: 0.1 },
    mmLiteShare: 0.5,
    media: ["image", "video"],
    ranges: [{ country: "IN", prefix: "9198", digits: 8, weight: 1 }],
    topUps: [
      { id: "opening", daysAgo: 49, amount: "3000", reference: "NEFT N3260815" },
      { id: "second", daysAgo: 9, amount: "2000", reference: "NEFT N3261104" },
    ],
    hold: null,
  },
}
