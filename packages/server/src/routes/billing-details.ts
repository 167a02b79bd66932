import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { invariant } from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { BillingAddress, Contact, Customer } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { isOtherState } from "../http/etag.ts"
import { fingerprintOf } from "../idempotency.ts"
import { readIssuerSettings } from "../invoices/issuer.ts"
import { readCheckoutSettings } from "../payments/checkout-settings.ts"
import { taxFactsOf } from "../payments/payer.ts"
import { ProblemError } from "../problem.ts"
import { BillingDetailsIn, BillingDetailsOut, formatBillingDetails } from "../schemas/billing-details.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { missingDetails } from "../tax/missing-details.ts"
import { normaliseBilling, taxIdProblem } from "../tax/normalise-billing.ts"
import { changeMakerOf } from "./require-customer.ts"

const tags = ["Customers"]
const path = "/v1/wallets/{id}/billing-details"

const getDetails = createRoute({
  method: "get",
  path,
  tags,
  summary: "Who gets the invoices of a wallet",
  description: "Those of the wallet's customer, with an `ETag`.",
  ...guard({ who: READERS, scope: ["statement:read", "settings:write"] }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(BillingDetailsOut, "The details") },
})

const putDetails = createRoute({
  method: "put",
  path,
  tags,
  summary: "Set who gets the invoices of a wallet",
  description:
    "Whole: what is left out is cleared. With `If-Match` only where nobody changed them since. Invoices that were issued " +
    "stay as they are.",
  ...guard({ who: ["operator", "partner", "portal"], scope: "settings:write" }),
  "x-refusals": ["precondition_failed"],
  request: { params: idParam, body: jsonBody(BillingDetailsIn) },
  responses: { 200: jsonAnswer(BillingDetailsOut, "The details as they are now") },
})

/** Billing details by the wallet, as a customer's portal sees them. Rules BILLTO-1 to BILLTO-6. */
export function billingDetailsRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(getDetails, async (c) => {
    const { catalog } = c.get("deps")
    const { customerId } = await requireWallet(c, c.req.valid("param").id)
    const customer = await catalog.customer(customerId)
    invariant(customer !== undefined, "a wallet's customer exists")
    return c.json(await answerOf(c, customer), 200)
  })

  routes.openapi(putDetails, async (c) => {
    const { catalog, clock, ids } = c.get("deps")
    const { customerId } = await requireWallet(c, c.req.valid("param").id)
    const body = c.req.valid("json")
    const ifMatch = c.req.header("if-match")
    const made = { id: ids("chg"), at: clock(), changedBy: changeMakerOf(c) }
    let refusal: ProblemError | undefined
    // It may be called again, and then has the last word.
    const change = (record: Customer): Customer => {
      refusal = undefined
      if (isOtherState(ifMatch, tagOf(record))) {
        refusal = new ProblemError("precondition_failed")
        return record
      }
      const billing = normaliseBilling({
        ...record,
        contact: body.contact as Contact | null,
        billingAddress: body.billingAddress as BillingAddress | null,
        taxId: body.taxId,
        updatedAt: made.at,
      })
      if (billing.isValid) return billing.value
      refusal = taxIdProblem(billing.expected)
      return record
    }
    const customer = await catalog.changeCustomer(customerId, change, made)
    if (refusal !== undefined) throw refusal
    invariant(customer !== undefined, "a wallet's customer exists")
    return c.json(await answerOf(c, customer), 200)
  })
  return routes
}

/** The answer, under its tag. */
async function answerOf(c: AppContext, customer: Customer): Promise<z.infer<typeof BillingDetailsOut>> {
  const deps = c.get("deps")
  c.header("ETag", tagOf(customer))
  return formatBillingDetails(customer, await missingOf(deps, customer))
}

async function missingOf({ catalog, clock }: Pick<Deps, "catalog" | "clock">, customer: Customer) {
  const [settings, issuer] = await Promise.all([
    readCheckoutSettings(catalog),
    readIssuerSettings(catalog, customer.partnerId),
  ])
  return missingDetails(settings, customer, taxFactsOf({ customer, issuer }, clock()))
}

/** Of what may be changed here alone: another change of the customer is none of it. */
function tagOf({ contact, billingAddress, taxId }: Customer): string {
  return `"${fingerprintOf({ contact, billingAddress, taxId })}"`
}
