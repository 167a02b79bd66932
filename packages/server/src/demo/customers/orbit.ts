import type { DemoCustomer } from "../demo-customer.ts"

/** Overdrawn within its overdraft, with messages still on their way. */
export const ORBIT: DemoCustomer = {
  id: "cus_demo_orbit",
  name: "Orbit Logistics",
  about: "Overdrawn, messages on their way",
  timezone: "America/New_York",
  locale: "en-US",
  contact: { name: "Dana Whitfield", email: "ap@orbit-logistics.example" },
  billingAddress: {
    line1: "220 Harbor Street",
    city: "Newark",
    state: "New Jersey",
    postalCode: "07102",
    country: "US",
  },
  taxId: "987654321",
  wallet: {
    id: "wal_demo_orbit",
    currency: "USD",
    planId: "gupshup",
    overdraftLimit: "100",
    lowBalanceThreshold: "25",
  },
  senders: [
    {
      id: "142077719563304",
      phoneNumber: "12015550147",
      wabaId: "138845120077361",
      gupshupAppId: "c2b81d5e-04f7-4a0b-9e61-55d0a7f10000",
    },
  ],
  past: {
    seed: 104,
    days: 60,
    messagesADay: [90, 130],
    weekend: [0.4, 0.2],
    mix: { marketing: 0.06, utility: 0.55, authentication: 0.06, service: 0.17 },
    mmLiteShare: 1,
    media: ["location", "document"],
    ranges: [
      { country: "CA", prefix: "1416", digits: 7, weight: 40 },
      { country: "MX", prefix: "5255", digits: 8, weight: 30 },
      { country: "DE", prefix: "49151", digits: 8, weight: 15 },
    ],
    topUps: [
      { id: "opening", daysAgo: 59, amount: "20", reference: "ACH 77120" },
      { id: "second", daysAgo: 30, amount: "10", reference: "ACH 78031" },
    ],
    hold: { hoursAgo: 1, count: 320, to: "14160000000" },
  },
}
