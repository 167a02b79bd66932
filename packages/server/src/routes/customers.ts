import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { partnerScope } from "../auth/require.ts"
import type { BillingAddress, Contact, Customer } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { fingerprintOf } from "../idempotency.ts"
import { rebuildZone } from "../spending/rebuild-zone.ts"
import type { Position } from "../catalog/catalog.ts"
import { ProblemError } from "../problem.ts"
import { formatInstant, id, instantOut } from "../schemas/common.ts"
import {
  billingAddress,
  contact,
  customerParts,
  customerPatch,
  PORTAL_PATCH_FIELDS,
} from "../schemas/customer.ts"
import { normaliseBilling, taxIdProblem } from "../tax/normalise-billing.ts"
import { changeMakerOf, requireCustomer } from "./require-customer.ts"
import { formatPage, listOf, PAGE_ROWS_MAX, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

const LOCALE_DEFAULT = "en"
const tags = ["Customers"]

const CustomerOut = z
  .object({
    id,
    partnerId: z.string(),
    name: z.string(),
    timezone: z.string(),
    locale: z.string(),
    contact: contact.nullable(),
    billingAddress: billingAddress.nullable(),
    taxId: z.string().nullable(),
    taxExemption: z.string().nullable(),
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .openapi("Customer")

const NewCustomer = z.strictObject({ id: id.optional(), partnerId: id.optional(), ...customerParts })

const makeRoute = createRoute({
  method: "post",
  path: "/v1/customers",
  tags,
  summary: "Make a customer",
  description: "An operator names the partner with `partnerId`.",
  ...guard({ who: ["operator", "partner"], replays: { secretFields: [] } }),
  "x-refusals": ["id_taken"],
  request: { body: jsonBody(NewCustomer) },
  responses: {
    201: jsonAnswer(CustomerOut, "The customer"),
    200: jsonAnswer(CustomerOut, "The customer that was made with this id and body before"),
  },
})

const listRoute = createRoute({
  method: "get",
  path: "/v1/customers",
  tags,
  summary: "List customers",
  ...guard({ who: ["operator", "partner"] }),
  request: { query: pageQuery.extend({ partnerId: id.optional() }) },
  responses: { 200: jsonAnswer(listOf(CustomerOut), "Oldest first") },
})

const getRoute = createRoute({
  method: "get",
  path: "/v1/customers/{id}",
  tags,
  summary: "Get a customer",
  ...guard({ who: ["operator", "partner"] }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(CustomerOut, "The customer") },
})

const patchRoute = createRoute({
  method: "patch",
  path: "/v1/customers/{id}",
  tags,
  summary: "Change a customer",
  description: "A portal token with `settings:write` changes contact, billing address, tax id and time zone.",
  ...guard({ who: ["operator", "partner", "portal"], scope: "settings:write" }),
  request: { params: idParam, body: jsonBody(customerPatch) },
  responses: { 200: jsonAnswer(CustomerOut, "The customer as it is now") },
})

/** The partner that a new customer is of: the caller's, or the one that an operator names. */
async function partnerOfNew(c: AppContext, named: string | undefined): Promise<string> {
  const own = partnerScope(c.get("principal"))
  if (own !== undefined) {
    if (named !== undefined && named !== own)
      throw new ProblemError("not_found", { detail: "There is no such partner." })
    return own
  }
  if (named === undefined) {
    throw new ProblemError("invalid_request", {
      errors: [{ path: "partnerId", message: "an operator gives it" }],
    })
  }
  const partner = await c.get("deps").catalog.partner(named)
  if (partner === undefined) throw new ProblemError("not_found", { detail: "There is no such partner." })
  return partner.id
}

export function customerRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(makeRoute, async (c) => {
    const { catalog, clock, ids } = c.get("deps")
    const body = c.req.valid("json")
    requireOperatorForExemption(c, body.taxExemption)
    const partnerId = await partnerOfNew(c, body.partnerId)
    const billing = normaliseBilling({
      billingAddress: (body.billingAddress ?? null) as BillingAddress | null,
      taxId: body.taxId ?? null,
    })
    if (!billing.isValid) throw taxIdProblem(billing.expected)
    const now = clock()
    const fingerprint = fingerprintOf(c.get("body"))
    const { record, isNew } = await catalog.insertCustomer({
      id: body.id ?? ids("cus"),
      partnerId,
      name: body.name,
      timezone: body.timezone,
      locale: body.locale ?? LOCALE_DEFAULT,
      contact: (body.contact ?? null) as Contact | null,
      ...billing.value,
      taxExemption: body.taxExemption ?? null,
      fingerprint,
      createdAt: now,
      updatedAt: now,
    })
    if (isNew) return c.json(formatCustomer(record), 201)
    if (record.partnerId !== partnerId || record.fingerprint !== fingerprint)
      throw new ProblemError("id_taken")
    return c.json(formatCustomer(record), 200)
  })

  routes.openapi(listRoute, async (c) => {
    const query = c.req.valid("query")
    const own = partnerScope(c.get("principal"))
    if (own !== undefined && query.partnerId !== undefined && query.partnerId !== own) {
      throw new ProblemError("not_found", { detail: "There is no such partner." })
    }
    const partnerId = own ?? query.partnerId
    const page = await c
      .get("deps")
      .catalog.customers(partnerId === undefined ? {} : { partnerId }, pageRequest(query))
    return c.json(formatPage(page, formatCustomer), 200)
  })

  routes.openapi(getRoute, async (c) => {
    return c.json(formatCustomer(await requireCustomer(c, c.req.valid("param").id)), 200)
  })

  routes.openapi(patchRoute, async (c) => {
    const deps = c.get("deps")
    const { catalog, clock, ids } = deps
    const customer = await requireCustomer(c, c.req.valid("param").id)
    const patch = c.req.valid("json")
    if (c.get("principal").kind === "portal") {
      const beyond = Object.keys(patch).filter((field) => !PORTAL_PATCH_FIELDS.includes(field))
      if (beyond.length > 0)
        throw new ProblemError("forbidden", { detail: `A token may not set ${beyond.join(", ")}.` })
    }
    requireOperatorForExemption(c, patch.taxExemption)
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
    const touchesBilling = patch.billingAddress !== undefined || patch.taxId !== undefined
    const made = { id: ids("chg"), at: clock(), changedBy: changeMakerOf(c) }
    let expected: string | undefined
    const changed = await catalog.changeCustomer(
      customer.id,
      (record) => {
        const next: Customer = { ...record, ...given, updatedAt: made.at }
        const billing = touchesBilling ? normaliseBilling(next) : ({ isValid: true, value: next } as const)
        expected = billing.isValid ? undefined : billing.expected
        return billing.isValid ? billing.value : record
      },
      made,
    )
    if (expected !== undefined) throw taxIdProblem(expected)
    if (changed === undefined) throw new ProblemError("not_found")
    if (patch.timezone !== undefined) deps.defer(() => followZone(deps, changed))
    return c.json(formatCustomer(changed), 200)
  })

  return routes
}

/** 403: whoever pays a tax does not free itself of it. */
function requireOperatorForExemption(c: AppContext, exemption: string | null | undefined): void {
  if (exemption === undefined || c.get("principal").kind === "operator") return
  throw new ProblemError("forbidden", { detail: "Only the operator sets taxExemption." })
}

/** Bring the rollups of all wallets of a customer to its new zone. Rule RUN-6. */
async function followZone(deps: Deps, { id: customerId, timezone }: Customer): Promise<void> {
  let after: Position | undefined
  do {
    const page = await deps.catalog.walletPlaces(
      { customerId },
      after === undefined ? { limit: PAGE_ROWS_MAX } : { limit: PAGE_ROWS_MAX, after },
    )
    for (const { walletId } of page.rows) await rebuildZone(deps, walletId, timezone)
    after = page.next
  } while (after !== undefined)
}

function formatCustomer(customer: Customer) {
  return {
    id: customer.id,
    partnerId: customer.partnerId,
    name: customer.name,
    timezone: customer.timezone,
    locale: customer.locale,
    contact: customer.contact,
    billingAddress: customer.billingAddress,
    taxId: customer.taxId,
    taxExemption: customer.taxExemption,
    createdAt: formatInstant(customer.createdAt),
    updatedAt: formatInstant(customer.updatedAt),
  }
}
