import { z } from "@hono/zod-openapi"
import type { DemoCustomer } from "../demo-customer.ts"
import { DEMO_CUSTOMERS, demoCustomer } from "../demo-tenant.ts"
import { LANGUAGES, type Language } from "./portal-words.ts"

export const THEMES = ["system", "light", "dark"] as const
export type Theme = (typeof THEMES)[number]

/** What a visitor looks at: it stands in the address alone, so that a link shows the same to anyone. */
export interface PortalView {
  readonly customer: DemoCustomer
  readonly language: Language
  readonly theme: Theme
}

const language = z.enum(LANGUAGES).catch("en")
const theme = z.enum(THEMES).catch("system")

/** The view that a query names; what it does not know is as if it were not there. */
export function parseView(query: Readonly<Record<string, string>>): PortalView {
  return {
    customer: demoCustomer(query["customer"] ?? "") ?? DEMO_CUSTOMERS[0],
    language: language.parse(query["lang"]),
    theme: theme.parse(query["theme"]),
  }
}

/** The address of a page in this view, without what is the default. */
export function linkTo(path: string, { customer, language: lang, theme: mode }: PortalView): string {
  const query = new URLSearchParams()
  if (customer !== DEMO_CUSTOMERS[0]) query.set("customer", customer.id)
  if (lang !== "en") query.set("lang", lang)
  if (mode !== "system") query.set("theme", mode)
  return query.size === 0 ? path : `${path}?${query}`
}
