import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import {
  decideOpen,
  decideUpdate,
  formatAmount,
  namesOfUpdate,
  sha256Hex,
  type Wallet,
} from "@tollgate/engine"
import { bytesToHex } from "@noble/hashes/utils.js"
import { guard, READERS } from "../auth/guard.ts"
import { partnerScope, requireWallet, seesPartner } from "../auth/require.ts"
import { planOf } from "../catalog/plan-versions.ts"
import type { Customer, WalletPlace } from "../catalog/records.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { fingerprintOf, REPLAY_KEPT_MS, replayOf, sendExecuted } from "../idempotency.ts"
import { problemBody, ProblemError } from "../problem.ts"
import { readCustomerWallet } from "../reading/customer-wallet.ts"
import { formatWallet, WalletOut } from "../reading/wallet-answer.ts"
import { currency, id, notNegativeAmount, text } from "../schemas/common.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { mapDecision } from "../spending/execute.ts"
import type { Replay } from "../storage/wallet-store.ts"
import { zoneOf } from "../zones.ts"

const CREDIT_NAME_CHARACTERS_MAX = 40
const RECIPIENT_KEY_BYTES = 32
/** Of a SHA-256: enough that no two requests meet. */
const ID_HEX = 32
const tags = ["Wallets"]

const NewWallet = z
  .strictObject({
    id: id.optional(),
    customerId: id,
    currency,
    planId: id.optional(),
    overdraftLimit: notNegativeAmount.optional(),
    lowBalanceThreshold: notNegativeAmount.nullable().optional(),
    creditName: text(CREDIT_NAME_CHARACTERS_MAX).optional(),
  })
  .openapi("NewWallet")

const WalletPatch = z
  .strictObject({
    status: z.enum(["active", "suspended", "closed"]).optional(),
    planId: id.optional(),
    overdraftLimit: notNegativeAmount.optional(),
    lowBalanceThreshold: notNegativeAmount.nullable().optional(),
    creditName: text(CREDIT_NAME_CHARACTERS_MAX).optional(),
  })
  .openapi("WalletPatch")

const openWallet = createRoute({
  method: "post",
  path: "/v1/wallets",
  tags,
  summary: "Open a wallet",
  ...guard({ who: ["operator", "partner"], keysKeptMs: REPLAY_KEPT_MS }),
  "x-refusals": ["id_taken", "currency_mismatch", "unprocessable"],
  request: { body: jsonBody(NewWallet) },
  responses: {
    201: jsonAnswer(WalletOut, "The wallet"),
    200: jsonAnswer(WalletOut, "The wallet that was opened with this id and body before"),
  },
})

const listWallets = createRoute({
  method: "get",
  path: "/v1/wallets",
  tags,
  summary: "List wallets",
  ...guard({ who: ["operator", "partner"] }),
  request: { query: pageQuery.extend({ customerId: id.optional() }) },
  responses: { 200: jsonAnswer(listOf(WalletOut), "Oldest first") },
})

const getWallet = createRoute({
  method: "get",
  path: "/v1/wallets/{id}",
  tags,
  summary: "Get a wallet",
  ...guard({ who: READERS, scope: "balance:read" }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(WalletOut, "The wallet") },
})

const patchWallet = createRoute({
  method: "patch",
  path: "/v1/wallets/{id}",
  tags,
  summary: "Change a wallet",
  description:
    "`status`, and an `overdraftLimit` above the partner's `overdraftMax`, are the operator's. A new `planId` prices every " +
    "trigger handled from then on.",
  ...guard({ who: ["operator", "partner"] }),
  "x-refusals": ["wallet_not_empty", "currency_mismatch", "unprocessable"],
  request: { params: idParam, body: jsonBody(WalletPatch) },
  responses: { 200: jsonAnswer(WalletOut, "The wallet as it is now") },
})

export function walletRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(openWallet, async (c) => {
    const { catalog, wallets, clock, random } = c.get("deps")
    const body = c.req.valid("json")
    const customer = await requireCustomer(c, body.customerId)
    await requirePlan(c, body.planId, body.currency, customer.partnerId)
    await requireOverdraft(c, body.overdraftLimit, customer.partnerId)
    const replay = replayOf(c, REPLAY_KEPT_MS)
    const walletId = body.id ?? makeWalletId(c, replay)
    const commandId = `open:${fingerprintOf(c.get("body"))}`
    // The first entry of a journal keeps the fingerprint of the request that opened it.
    const [opened] = await wallets.entries(walletId, { limit: 1 })
    const isOtherRequest = opened !== undefined && opened.commandId !== commandId
    const now = clock()
    const zone = zoneOf(customer.timezone)
    const command = {
      commandId,
      id: walletId,
      customerId: customer.id,
      currency: body.currency,
      recipientKey: bytesToHex(random(RECIPIENT_KEY_BYTES)),
      ...(body.planId === undefined ? {} : { planId: body.planId }),
      ...(body.overdraftLimit === undefined ? {} : { overdraftLimit: body.overdraftLimit }),
      ...(body.lowBalanceThreshold === undefined ? {} : { lowBalanceThreshold: body.lowBalanceThreshold }),
      ...(body.creditName === undefined ? {} : { creditName: body.creditName }),
    }
    // The directory first: a wallet that nobody can find would be lost, an entry without a wallet is completed by a retry.
    const { record } = await catalog.insertWalletPlace(placeOf(customer, body.currency, walletId, now))
    if (record.customerId !== customer.id) throw new ProblemError("id_taken")
    const executed = await wallets.open(
      walletId,
      (existing) =>
        mapDecision(decideOpen(existing, command, zone, now), (result) =>
          result.ok && !isOtherRequest
            ? {
                status: existing === undefined ? 201 : 200,
                body: formatWallet(result.value, customer.timezone),
              }
            : { status: 409, body: problemBody("id_taken") },
        ),
      replay,
    )
    return sendExecuted(c, executed)
  })

  routes.openapi(listWallets, async (c) => {
    const { catalog, wallets } = c.get("deps")
    const { customerId, ...query } = c.req.valid("query")
    const partnerId = partnerScope(c.get("principal"))
    const filter = {
      ...(partnerId === undefined ? {} : { partnerId }),
      ...(customerId === undefined ? {} : { customerId }),
    }
    const page = await catalog.walletPlaces(filter, pageRequest(query))
    const found = await wallets.walletsOf(page.rows.map((place) => place.walletId))
    const byId = new Map(found.map((wallet) => [wallet.id, wallet]))
    const rows: { wallet: Wallet; timezone: string }[] = []
    for (const place of page.rows) {
      const wallet = byId.get(place.walletId)
      const customer = await catalog.customer(place.customerId)
      if (wallet !== undefined && customer !== undefined) rows.push({ wallet, timezone: customer.timezone })
    }
    return c.json(
      formatPage({ ...page, rows }, ({ wallet, timezone }) => formatWallet(wallet, timezone)),
      200,
    )
  })

  routes.openapi(getWallet, async (c) => {
    const { wallet, customer } = await readCustomerWallet(c, c.req.valid("param").id, "balance:read")
    return c.json(formatWallet(wallet, customer.timezone), 200)
  })

  routes.openapi(patchWallet, async (c) => {
    const { catalog, wallets, clock, ids } = c.get("deps")
    const place = await requireWallet(c, c.req.valid("param").id)
    const body = c.req.valid("json")
    const isOperator = c.get("principal").kind === "operator"
    if (body.status !== undefined && !isOperator) {
      throw new ProblemError("forbidden", { detail: "Only the operator changes a wallet's status." })
    }
    await requirePlan(c, body.planId, place.currency, place.partnerId)
    await requireOverdraft(c, body.overdraftLimit, place.partnerId)
    const customer = await catalog.customer(place.customerId)
    const timezone = customer?.timezone ?? "UTC"
    const now = clock()
    const command = { commandId: ids("cmd"), settings: dropUndefined(body) }
    const executed = await wallets.execute(place.walletId, {
      names: () => namesOfUpdate(now, command.settings),
      decide: (state) =>
        mapDecision(
          decideUpdate(
            state,
            command,
            { customerZone: zoneOf(timezone), rollupZone: zoneOf(state.wallet.rollupZone) },
            now,
          ),
          (result) =>
            result.ok
              ? { status: 200, body: formatWallet(result.value, timezone) }
              : {
                  status: 409,
                  body: problemBody("wallet_not_empty", {
                    facts: { held: result.refusal.held, balance: result.refusal.balance },
                  }),
                },
        ),
    })
    if (body.status !== undefined && executed.kind === "answered" && executed.answer.status === 200) {
      await catalog.closeWalletPlace(place.walletId, body.status === "closed")
    }
    return sendExecuted(c, executed)
  })
  return routes
}

function placeOf(customer: Customer, code: string, walletId: string, createdAt: number): WalletPlace {
  const { id: customerId, partnerId } = customer
  return { walletId, customerId, partnerId, currency: code, isClosed: false, createdAt }
}

function makeWalletId(c: AppContext, replay: Replay | undefined): string {
  // A retry must find the wallet, and so the answer, of its first try.
  if (replay !== undefined) return `wal_${sha256Hex(replay.key).slice(0, ID_HEX)}`
  const { places, ids } = c.get("deps")
  // The place that the request was first in has made the id, and handed it to that wallet's place.
  return places?.handedOverTo(c.req.raw) ?? ids("wal")
}

async function requireCustomer(c: AppContext, customerId: string): Promise<Customer> {
  const customer = await c.get("deps").catalog.customer(customerId)
  if (customer === undefined || !seesPartner(c.get("principal"), customer.partnerId)) {
    throw new ProblemError("not_found", { detail: "There is no such customer." })
  }
  return customer
}

/** The plan exists, is the operator's or this partner's, and has the wallet's currency. */
async function requirePlan(
  c: AppContext,
  planId: string | undefined,
  code: string,
  partnerId: string,
): Promise<void> {
  if (planId === undefined) return
  const plan = await planOf(c.get("deps").catalog, planId)
  if (plan === undefined || (plan.partnerId !== null && plan.partnerId !== partnerId)) {
    throw new ProblemError("unprocessable", { detail: "There is no such plan.", facts: { planId } })
  }
  if (plan.currency !== "" && plan.currency !== code) {
    throw new ProblemError("currency_mismatch", {
      detail: `The plan is in ${plan.currency}, the wallet in ${code}.`,
      facts: { planCurrency: plan.currency, walletCurrency: code },
    })
  }
}

async function requireOverdraft(c: AppContext, limit: bigint | undefined, partnerId: string): Promise<void> {
  if (limit === undefined || c.get("principal").kind === "operator") return
  const max = (await c.get("deps").catalog.partner(partnerId))?.overdraftMax ?? 0n
  if (limit > max) {
    throw new ProblemError("forbidden", {
      detail: `A partner may give an overdraft of up to ${formatAmount(max)}; more is for the operator.`,
      facts: { overdraftMax: max },
    })
  }
}

function dropUndefined<T extends object>(body: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as never
}
