import type { RecipientRange } from "@tollgate/server/simulator/traffic-mix.ts"

/** A wallet in a state that the elements draw, and how it got there. Amounts are decimal. */
export interface FixtureState {
  /** The fixture's file, and what its ids begin with. */
  readonly name: string
  readonly customer: {
    readonly name: string
    readonly timezone: string
    readonly locale: string
    readonly billingAddress?: {
      readonly line1: string
      readonly city: string
      readonly state?: string
      readonly postalCode: string
      readonly country: string
    }
    readonly contact?: { readonly name: string; readonly email: string }
  }
  readonly wallet: {
    readonly currency: string
    readonly planId: string
    readonly overdraftLimit?: string
    readonly lowBalanceThreshold?: string
    readonly creditName?: string
  }
  readonly phoneNumbers: readonly string[]
  /** Of its numbers, by their place: what each is called, and its own part as it was set before any message. */
  readonly numbers?: readonly {
    readonly displayName?: string
    readonly amount?: string
    readonly mayUseShared?: boolean
  }[]
  readonly topUp?: string
  /** On each past day, today last. */
  readonly messagesByDay: readonly number[]
  /** Where its messages go; the simulator's usual mix by default. */
  readonly ranges?: readonly RecipientRange[]
  /** Messages asked for and still on their way. */
  readonly heldMessages?: number
  readonly isSuspended?: boolean
  readonly autoRecharge?: {
    readonly threshold: string
    readonly amount: string
    readonly monthlyLimit?: string
  }
  /** The amount of a top-up that is still being paid. */
  readonly pendingTopUp?: string
}

const TWO_WEEKS = [41, 38, 52, 47, 12, 9, 44, 51, 39, 55, 48, 14, 11, 33]
const BENGALURU = {
  line1: "14 Residency Road",
  city: "Bengaluru",
  state: "Karnataka",
  postalCode: "560025",
  country: "IN",
}
const ASHA = { name: "Asha Rao", email: "accounts@acme.example" }
const USD = { currency: "USD", planId: "gupshup" }

/** Prefixes of mobile numbers all over the world, an equal share each. */
const EVERYWHERE: readonly RecipientRange[] = [
  "54911", "55119", "5691", "57300", "20100", "3361", "49151", "9198", "62812", "97250", "39320", "6012", "5255", "31610",
  "234803", "92300", "519", "79161", "96650", "2782", "3461", "90532", "97150", "447700", "1650555", "21361", "37491",
  "88017", "8551", "8613", "22501", "5939", "25191", "3584", "49170", "30690", "50230", "36201", "98912", "96470",
  "35386", "81901", "96279", "25470", "96550", "8210", "96170", "21261", "6421", "48500",
].map((prefix) => ({ country: prefix, prefix, digits: Math.max(4, 11 - prefix.length), weight: 1 })) // prettier-ignore

export const FIXTURE_STATES: readonly FixtureState[] = [
  {
    name: "typical",
    customer: {
      name: "Acme Traders",
      timezone: "Asia/Kolkata",
      locale: "en-IN",
      billingAddress: BENGALURU,
      contact: ASHA,
    },
    wallet: { ...USD, overdraftLimit: "20", lowBalanceThreshold: "10" },
    phoneNumbers: ["+15550783881", "+919812340002"],
    topUp: "250",
    messagesByDay: TWO_WEEKS,
    heldMessages: 1_204,
  },
  {
    name: "empty",
    customer: { name: "Nova Studio", timezone: "Europe/Berlin", locale: "de-DE" },
    wallet: { currency: "EUR", planId: "meta", lowBalanceThreshold: "20" },
    phoneNumbers: [],
    messagesByDay: [],
  },
  {
    name: "low",
    customer: { name: "Lima Delivery", timezone: "America/Lima", locale: "es-PE", billingAddress: BENGALURU },
    wallet: { ...USD, lowBalanceThreshold: "5" },
    phoneNumbers: ["+51987654321"],
    topUp: "9",
    messagesByDay: TWO_WEEKS,
  },
  {
    name: "overdrawn",
    customer: { name: "Orbit Hotels", timezone: "Asia/Dubai", locale: "en-AE", contact: ASHA },
    wallet: { ...USD, overdraftLimit: "20", lowBalanceThreshold: "10" },
    phoneNumbers: ["+971501234567"],
    topUp: "2",
    messagesByDay: TWO_WEEKS,
  },
  {
    name: "suspended",
    customer: { name: "Paused Retail", timezone: "Asia/Kolkata", locale: "en-IN" },
    wallet: { ...USD, lowBalanceThreshold: "10" },
    phoneNumbers: ["+919812340003"],
    topUp: "100",
    messagesByDay: TWO_WEEKS.slice(-3),
    isSuspended: true,
  },
  {
    name: "huge",
    customer: {
      name: "Globex International",
      timezone: "America/New_York",
      locale: "en-US",
      billingAddress: BENGALURU,
      contact: ASHA,
    },
    wallet: { ...USD, overdraftLimit: "1000000", lowBalanceThreshold: "50000" },
    phoneNumbers: Array.from({ length: 40 }, (_, index) => `+1415555${String(index + 100).padStart(4, "0")}`),
    topUp: "98765432.109876",
    messagesByDay: Array.from({ length: 31 }, (_, day) => (day % 7 < 5 ? 140 : 40)),
    ranges: EVERYWHERE,
    heldMessages: 98_765,
    autoRecharge: { threshold: "50000", amount: "10000", monthlyLimit: "100000" },
    pendingTopUp: "9999.99",
  },
  {
    name: "long-names",
    customer: {
      name: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH & Co. KG",
      timezone: "America/Argentina/ComodRivadavia",
      locale: "en",
      contact: {
        name: "Maria-Magdalena von Hohenstaufen-Ravensburg",
        email: "accounts.payable.department@donaudampfschifffahrtselektrizitaetenhauptbetriebswerk.example",
      },
    },
    wallet: { ...USD, lowBalanceThreshold: "10", creditName: "international messaging service credits" },
    phoneNumbers: ["+123456789012345"],
    topUp: "1234567.891234",
    messagesByDay: TWO_WEEKS,
  },
  {
    name: "inr",
    customer: { name: "भारत टेक्सटाइल्स", timezone: "Asia/Kolkata", locale: "hi-IN", billingAddress: BENGALURU },
    wallet: { currency: "INR", planId: "meta", lowBalanceThreshold: "500" },
    phoneNumbers: ["+919812340004"],
    topUp: "1234567.89",
    messagesByDay: TWO_WEEKS,
    ranges: [{ country: "IN", prefix: "9198", digits: 8, weight: 1 }],
  },
  {
    name: "numbers",
    customer: {
      name: "Acme Traders",
      timezone: "Asia/Kolkata",
      locale: "en-IN",
      billingAddress: BENGALURU,
      contact: ASHA,
    },
    wallet: { ...USD, overdraftLimit: "20", lowBalanceThreshold: "10" },
    phoneNumbers: ["+15550783881", "+919812340002", "+919812340003", "+919812340004"],
    numbers: [
      { displayName: "Support", amount: "50" },
      { displayName: "Orders", amount: "1", mayUseShared: false },
      { amount: "20" },
      {},
    ],
    topUp: "250",
    messagesByDay: TWO_WEEKS,
  },
]
