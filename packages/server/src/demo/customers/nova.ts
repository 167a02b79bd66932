import type { DemoCustomer } from "../demo-customer.ts"

/** New and empty: nothing paid in, nothing sent, one number. */
export const NOVA: DemoCustomer = {
  id: "cus_demo_nova",
  name: "Nova Dental",
  about: "New: nothing paid in, nothing sent",
  timezone: "Europe/London",
  locale: "en-GB",
  contact: { name: "Priya Holt", email: "practice@nova-dental.example" },
  billingAddress: { line1: "3 Mill Lane", city: "Leeds", postalCode: "LS1 4DY", country: "GB" },
  taxId: null,
  wallet: {
    id: "wal_demo_nova",
    currency: "USD",
    planId: "gupshup",
    overdraftLimit: "0",
    lowBalanceThreshold: "10",
  },
  senders: [
    {
      id: "131908774420157",
      phoneNumber: "447700900123",
      wabaId: "127744038195512",
      gupshupAppId: null,
    },
  ],
  past: null,
}
