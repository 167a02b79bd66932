import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import {
  decideSetRecharge,
  namesOfSetRecharge,
  type GivenConsent,
  type SetRecharge,
  type SetRechargeRefusal,
} from "@tollgate/engine"
import type { Principal } from "../auth/principal.ts"
import { guard, READERS } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { replayOf, sendExecuted } from "../idempotency.ts"
import { isNothingSaved, requireChargeable } from "../payments/chargeable.ts"
import { limitRechargeSettings } from "../payments/limit-recharge-settings.ts"
import { readCheckoutSettings, RECHARGE_SETTINGS_DEFAULTS } from "../payments/checkout-settings.ts"
import { problemBody, ProblemError } from "../problem.ts"
import {
  AutoRechargeOut,
  ConsentOut,
  formatAutoRecharge,
  formatConsent,
} from "../reading/auto-recharge-answer.ts"
import { readConsents, type ConsentPlace } from "../reading/read-consents.ts"
import { AutoRechargeIn } from "../schemas/auto-recharge.ts"
import { formatPage, listOf, pageQuery } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { mapDecision } from "../spending/execute.ts"
import { walletZones } from "../spending/wallet-zones.ts"

/** What was agreed to where no text came: the words of `docs/auto-recharge.md`. */
export const CONSENT_TEXT_ID_DEFAULT = "auto-recharge.1"

const tags = ["Money in"]
const PATH = "/v1/wallets/{id}/auto-recharge"

const putRecharge = createRoute({
  method: "put",
  path: PATH,
  tags,
  summary: "Agree to auto-recharge, change it, or turn it off",
  description:
    "When available falls below `threshold`, a top-up of `amount` is charged to the means of payment that the customer " +
    "left with the provider. Turning it on, and every change that charges more, records a consent in the wallet's journal: " +
    "the one that comes, or the request itself. Setting it anew ends a pause.",
  ...guard({ who: ["operator", "partner", "portal"], scope: "topup:write", keysKeptMs: null }),
  "x-refusals": ["wallet_not_active", "amount_out_of_limits", "consent_required", "unprocessable"],
  request: { params: idParam, body: jsonBody(AutoRechargeIn) },
  responses: { 200: jsonAnswer(AutoRechargeOut, "As it is now") },
})

const getRecharge = createRoute({
  method: "get",
  path: PATH,
  tags,
  summary: "How auto-recharge is set",
  ...guard({ who: READERS, scope: ["balance:read", "topup:write"] }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(AutoRechargeOut.nullable(), "As it is now; null when it was never set") },
})

const getConsents = createRoute({
  method: "get",
  path: `${PATH}/consents`,
  tags,
  summary: "To what the customer agreed, and when",
  description: "Each as the wallet's journal has it, covered by its hash.",
  ...guard({ who: ["operator", "partner", "portal"], scope: "topup:write" }),
  request: { params: idParam, query: pageQuery },
  responses: { 200: jsonAnswer(listOf(ConsentOut), "The latest first") },
})

export function autoRechargeRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(putRecharge, async (c) => {
    const deps = c.get("deps")
    const place = await requireWallet(c, c.req.valid("param").id)
    const { walletId } = place
    const body = c.req.valid("json")
    if (body.enabled) limitRechargeSettings(c)
    const command = await commandOf(c, place, body)
    const zones = await walletZones(deps, walletId)
    const now = deps.clock()
    const replay = replayOf(c, null)
    const executed = await deps.wallets.execute(walletId, {
      names: () => namesOfSetRecharge(now),
      decide: (state) =>
        mapDecision(decideSetRecharge(state, command, zones, now), (result) =>
          result.ok
            ? { status: 200, body: formatAutoRecharge(result.value, now) }
            : refusedSetting(result.refusal),
        ),
      ...(replay === undefined ? {} : { replay }),
    })
    return sendExecuted(c, executed)
  })

  routes.openapi(getRecharge, async (c) => {
    const { recharge } = await readWallet(c, c.req.valid("param").id)
    return c.json(recharge === null ? null : formatAutoRecharge(recharge, c.get("deps").clock()), 200)
  })

  routes.openapi(getConsents, async (c) => {
    const wallet = await readWallet(c, c.req.valid("param").id)
    const { limit, cursor } = c.req.valid("query")
    const from = cursor === undefined ? undefined : placeOf(cursor)
    const page = await readConsents(c.get("deps"), wallet, { limit, ...(from === undefined ? {} : { from }) })
    const { rows, next } = page
    const after = next && { at: next.sequence, id: String(next.skip) }
    return c.json(formatPage({ rows, ...(after === undefined ? {} : { next: after }) }, formatConsent), 200)
  })
  return routes
}

async function readWallet(c: AppContext, id: string) {
  const { walletId } = await requireWallet(c, id)
  const wallet = await c.get("deps").wallets.wallet(walletId)
  if (wallet === undefined) throw new ProblemError("not_found")
  return wallet
}

/** What the body asks for, by whoever asks. Rules PAY-17, AUTO-1, AUTO-3. */
async function commandOf(
  c: AppContext,
  { walletId, customerId, currency }: Awaited<ReturnType<typeof requireWallet>>,
  body: z.infer<typeof AutoRechargeIn>,
): Promise<SetRecharge> {
  const deps = c.get("deps")
  const { monthlyLimit = null, consent, emergency, startsWith, maxFailures, ...terms } = body
  const provider = body.enabled ? await requireChargeable(deps, currency, body) : undefined
  const isEmpty = provider !== undefined && (await isNothingSaved(deps, provider, walletId))
  const waitsFor = startsWith === "payment" ? "payment" : isEmpty ? "method" : undefined
  const { autoRecharge = RECHARGE_SETTINGS_DEFAULTS } = await readCheckoutSettings(deps.catalog)
  const principal = c.get("principal")
  const customer = await deps.catalog.customer(customerId)
  return {
    commandId: deps.ids("cmd"),
    ...terms,
    monthlyLimit,
    ...(maxFailures === undefined ? {} : { maxFailures }),
    maxFailuresAtFirst: autoRecharge.maxFailures,
    ...(consent === undefined ? {} : { consent: explicit(consent) }),
    impliedConsent: {
      textId: CONSENT_TEXT_ID_DEFAULT,
      locale: customer?.locale ?? "",
      acceptedBy: "",
      basis: principal.kind === "portal" ? "request" : "vouched",
    },
    ...(emergency === undefined ? {} : { emergency: emergency && emergencyOf(emergency) }),
    ...(waitsFor === undefined ? {} : { waitsFor }),
    setBy: nameOf(principal),
  }
}

type ConsentIn = NonNullable<z.infer<typeof AutoRechargeIn>["consent"]>
type EmergencyIn = NonNullable<z.infer<typeof AutoRechargeIn>["emergency"]>

function explicit({ textId, locale, acceptedBy = "" }: ConsentIn): GivenConsent {
  return { textId, locale, acceptedBy, basis: "explicit" }
}

function emergencyOf({ consent, ...terms }: EmergencyIn): NonNullable<SetRecharge["emergency"]> {
  return { ...terms, ...(consent === undefined ? {} : { consent: explicit(consent) }) }
}

function refusedSetting(refusal: SetRechargeRefusal) {
  return refusal.code === "wallet_not_active"
    ? { status: 409, body: problemBody("wallet_not_active", { facts: { walletStatus: refusal.status } }) }
    : { status: 422, body: problemBody("consent_required", {}) }
}

/** A cursor of consents is an entry, and how many of its consents came before. */
function placeOf({ at, id }: { readonly at: number; readonly id: string }): ConsentPlace {
  return { sequence: at, skip: /^[0-9]$/.test(id) ? Number(id) : 0 }
}

/** Who sets it, for the journal: the kind of caller and its key. */
function nameOf({ kind, keyId }: Principal): string {
  return `${kind} ${keyId}`
}
