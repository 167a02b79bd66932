import { ACME } from "./customers/acme.ts"
import { BHARAT } from "./customers/bharat.ts"
import { GLOBEX } from "./customers/globex.ts"
import { LIMA } from "./customers/lima.ts"
import { NOVA } from "./customers/nova.ts"
import { ORBIT } from "./customers/orbit.ts"
import type { DemoCustomer } from "./demo-customer.ts"

/** The reseller whose portal the demo is. */
export const DEMO_PARTNER = {
  id: "par_demo",
  name: "Brightline",
  supportEmail: "hi@brightline.test",
} as const

/** In the order of the page's list; the page opens with the first. */
export const DEMO_CUSTOMERS: readonly [DemoCustomer, ...DemoCustomer[]] = [
  ACME,
  NOVA,
  LIMA,
  ORBIT,
  BHARAT,
  GLOBEX,
]

export const DEMO_WALLET: string = ACME.wallet.id
export const DEMO_SENDER: string = ACME.senders[0].id
export const DEMO_GUPSHUP_APP = "6f414190-d45c-4671-bca1-fb6c30100000"

/** The customer of this id, else undefined. */
export function demoCustomer(id: string): DemoCustomer | undefined {
  return DEMO_CUSTOMERS.find((customer) => customer.id === id)
}
