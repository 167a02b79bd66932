import type { DemoCustomer } from "../demo-customer.ts"

/** Running low; speaks Spanish. */
export const LIMA: DemoCustomer = {
  id: "cus_demo_lima",
  name: "Sol de Lima",
  about: "Running low, Peru",
  timezone: "America/Lima",
  locale: "es-PE",
  contact: { name: "Lucía Quispe", email: "cobros@sol-de-lima.example" },
  billingAddress: { line1: "Av. Larco 812", city: "Lima", postalCode: "15074", country: "PE" },
  taxId: "20512345671",
  wallet: {
    id: "wal_demo_lima",
    currency: "USD",
    planId: "meta",
    overdraftLimit: "0",
    lowBalanceThreshold: "20",
  },
  senders: [
    {
      id: "107741355300818",
      phoneNumber: "51955512345",
      wabaId: "103415518840021",
      gupshupAppId: null,
    },
  ],
  past: {
    seed: 103,
    days: 45,
    messagesADay: [60, 75],
    weekend: [0.9, 0.3],
    mix: { marketing: 0.28, utility: 0.34, authentication: 0.02, service: 0.18 },
    mmLiteShare: 0,
    media: ["image", "interactive"],
    ranges: [
      { country: "PE", prefix: "519", digits: 8, weight: 60 },
      { country: "MX", prefix: "5255", digits: 8, weight: 20 },
    ],
    topUps: [
      { id: "opening", daysAgo: 44, amount: "40", reference: "BCP 00918" },
      { id: "second", daysAgo: 20, amount: "47", reference: "BCP 01144" },
    ],
    hold: null,
  },
}
