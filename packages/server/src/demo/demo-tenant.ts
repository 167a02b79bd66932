import type { RecipientRange } from "../simulator/traffic-mix.ts"

/** A customer of the demo, its wallet, its number, and how it got where it is. Amounts are decimal. */
export interface DemoCustomer {
  readonly id: string
  readonly name: string
  readonly timezone: string
  readonly locale: string
  readonly contact: { readonly name: string; readonly email: string }
  readonly billingAddress: {
    readonly line1: string
    readonly city: string
    readonly state?: string
    readonly postalCode: string
    readonly country: string
  }
  readonly taxId: string | null
  readonly wallet: {
    readonly id: string
    readonly currency: string
    readonly planId: string
    readonly overdraftLimit: string
    readonly lowBalanceThreshold: string
  }
  readonly sender: {
    readonly id: string
    readonly phoneNumber: string
    readonly wabaId: string
    readonly gupshupAppId: string | null
  }
  /** Each on the first moment of a past day, the oldest first; the first is the opening one. */
  readonly topUps: readonly {
    readonly id: string
    readonly daysAgo: number
    readonly amount: string
    readonly reference: string
  }[]
  /** Messages on each past day, today last. Fewer than `PAST_DAYS` of them. */
  readonly messagesByDay: readonly number[]
  /** Where its past messages went. */
  readonly ranges: readonly RecipientRange[]
}

export const DEMO_PARTNER = {
  id: "par_demo",
  name: "Demo Portal",
  supportEmail: "help@demo-portal.example",
} as const

/** The wallet whose charges the demo's page explains. */
export const DEMO_WALLET = "wal_demo_acme"
/** Meta's own sample number. */
export const DEMO_SENDER = "106540352242922"
export const DEMO_GUPSHUP_APP = "6f414190-d45c-4671-bca1-fb6c30100000"

const INDIA: RecipientRange = { country: "IN", prefix: "9198", digits: 8, weight: 60 }
const PERU: RecipientRange = { country: "PE", prefix: "519", digits: 8, weight: 60 }

export const DEMO_CUSTOMERS: readonly DemoCustomer[] = [
  {
    id: "cus_demo_acme",
    name: "Acme Traders",
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
      id: DEMO_WALLET,
      currency: "USD",
      planId: "gupshup",
      overdraftLimit: "20",
      lowBalanceThreshold: "10",
    },
    sender: {
      id: DEMO_SENDER,
      phoneNumber: "15550783881",
      wabaId: "102290129340398",
      gupshupAppId: DEMO_GUPSHUP_APP,
    },
    topUps: [
      { id: "opening", daysAgo: 6, amount: "50", reference: "Bank transfer 4411" },
      { id: "second", daysAgo: 2, amount: "25", reference: "Bank transfer 4529" },
    ],
    messagesByDay: [52, 61, 44, 70, 66, 38, 57],
    ranges: [
      INDIA,
      { country: "AE", prefix: "97150", digits: 7, weight: 14 },
      { country: "GB", prefix: "447700", digits: 6, weight: 10 },
      { country: "US", prefix: "1650555", digits: 4, weight: 8 },
      { country: "NG", prefix: "234803", digits: 7, weight: 8 },
    ],
  },
  {
    id: "cus_demo_bharat",
    name: "Bharat Textiles",
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
    taxId: "24AABCB5678K1Z2",
    wallet: {
      id: "wal_demo_bharat",
      currency: "INR",
      planId: "meta",
      overdraftLimit: "0",
      lowBalanceThreshold: "500",
    },
    sender: {
      id: "158072934066266",
      phoneNumber: "919999999998",
      wabaId: "112535025189792",
      gupshupAppId: null,
    },
    topUps: [{ id: "opening", daysAgo: 6, amount: "5000", reference: "NEFT N3260815" }],
    messagesByDay: [28, 34, 25, 41, 30, 19, 33],
    ranges: [INDIA],
  },
  {
    id: "cus_demo_lima",
    name: "Sol de Lima",
    timezone: "America/Lima",
    locale: "es-PE",
    contact: { name: "Lucía Quispe", email: "cobros@sol-de-lima.example" },
    billingAddress: { line1: "Av. Larco 812", city: "Lima", postalCode: "15074", country: "PE" },
    taxId: "20512345678",
    wallet: {
      id: "wal_demo_lima",
      currency: "USD",
      planId: "meta",
      overdraftLimit: "0",
      lowBalanceThreshold: "5",
    },
    sender: {
      id: "107741355300818",
      phoneNumber: "51955512345",
      wabaId: "103415518840021",
      gupshupAppId: null,
    },
    topUps: [{ id: "opening", daysAgo: 6, amount: "8", reference: "BCP 00918" }],
    messagesByDay: [22, 26, 18, 30, 24, 15, 20],
    ranges: [PERU, { country: "MX", prefix: "5255", digits: 8, weight: 20 }],
  },
]
