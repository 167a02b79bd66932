import { loadRateFiles } from "#load-later"
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import {
  CATEGORIES,
  countRates,
  formatAmount,
  formatDate,
  META_CARD,
  parseDate,
  parseRateCardFile,
  type RateCard,
} from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import { cardsByName, formatRateCard } from "../catalog/cards.ts"
import { planVersionsOf } from "../catalog/plan-versions.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { fingerprintOf } from "../idempotency.ts"
import { ProblemError } from "../problem.ts"
import { RATE_FILE_BYTES_MAX, type RateFile } from "../rate-files/rate-file.ts"
import { amountOut, currency, date, id, instant, text } from "../schemas/common.ts"
import { listOf } from "../schemas/page.ts"
import { jsonAnswer } from "../schemas/route-parts.ts"

/** Imported cards altogether: all of them are held in memory. */
const RATE_CARDS_MAX = 1_000
const DAY_MS = 86_400_000
const tags = ["Rate cards"]
const XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
/** Which of CSV and XLSX a file is, its first bytes tell: browsers and scripts often name another type. */
const FILE_TYPES = new Set(["text/csv", "text/plain", "application/octet-stream", XLSX_TYPE])

const cardHead = z.object({
  id: z.string().openapi({ description: "What charges name" }),
  rateCard: z.string().openapi({ description: "What a plan names: `meta` for the published cards" }),
  currency: z.string(),
  effectiveFrom: z.string().openapi({ format: "date" }),
  lastDay: z.string().nullable().openapi({ format: "date", description: "Last day known; null = open" }),
  markets: z.int(),
  rows: z.int(),
})

const RateCardOut = cardHead
  .extend({
    rates: z
      .array(
        z.object({
          market: z.string(),
          category: z.enum(CATEGORIES),
          tiers: z.array(z.object({ from: z.int(), rate: amountOut })),
        }),
      )
      .optional()
      .openapi({ description: "Given when `currency` or `market` is asked for" }),
  })
  .openapi("RateCard")

const NewCardOut = cardHead
  .pick({ id: true, currency: true, effectiveFrom: true, markets: true, rows: true })
  .openapi("NewRateCard")

const listRoute = createRoute({
  method: "get",
  path: "/v1/rate-cards",
  tags,
  summary: "Rate cards and their rates",
  description:
    "With `at`, the card of each kind and currency that covers that day, none where it is past its last one.",
  ...guard({ who: READERS, scope: "balance:read" }),
  request: {
    query: z.strictObject({
      currency: currency.optional(),
      at: z
        .union([date.transform((written) => (parseDate(written) ?? 0) * DAY_MS), instant])
        .optional()
        .openapi({ type: "string" }),
      market: text(100).optional(),
    }),
  },
  responses: { 200: jsonAnswer(listOf(RateCardOut), "By card, currency and first day") },
})

const importRoute = createRoute({
  method: "post",
  path: "/v1/rate-cards",
  tags,
  summary: "Import a rate card",
  description:
    "The body is the file, CSV in UTF-8 or XLSX: the columns market,currency,category,tier_from,rate, or Meta's own list or tier download as it is. Of a workbook, the first visible sheet with the titles of a card is read. Cards imported as `meta` join the published ones.",
  ...guard({
    who: ["operator"],
    body: "raw",
    bodyBytesMax: RATE_FILE_BYTES_MAX,
    replays: { secretFields: [] },
  }),
  "x-refusals": ["id_taken", "currency_mismatch", "unprocessable"],
  request: {
    query: z.strictObject({ id: id.optional(), effectiveFrom: date }),
    body: {
      required: true,
      content: {
        "text/csv": { schema: z.string() },
        [XLSX_TYPE]: { schema: z.string().openapi({ format: "binary" }) },
        "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) },
      },
    },
  },
  responses: {
    201: jsonAnswer(NewCardOut, "Imported"),
    200: jsonAnswer(NewCardOut, "The same card was there before"),
  },
})

/** The uploaded file as text; 415 for another type, 400 for one that cannot be read. Rules FILE-1 and FILE-2. */
async function readFile(c: AppContext): Promise<RateFile> {
  const type = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? ""
  if (!FILE_TYPES.has(type)) {
    throw new ProblemError("unsupported_media_type", { detail: `Send the file as text/csv or ${XLSX_TYPE}.` })
  }
  const { readRateFile } = await loadRateFiles()
  const file = readRateFile(c.get("bytes"))
  if (file.ok) return file.value
  const { errors } = file.refusal
  throw new ProblemError("invalid_request", { detail: "The file cannot be read; see errors.", errors })
}

/** The card in a file. Meta's tier download is laid over the list card that holds on its first day. */
async function readCard(
  c: AppContext,
  { cardId, fromDay }: { cardId: string; fromDay: number },
): Promise<RateCard> {
  const file = await readFile(c)
  const meta = { id: cardId, fromDay }
  let parsed = parseRateCardFile(file.csv, meta)
  if (parsed.ok) {
    const { currency: code } = parsed.value
    const cards = (await cardsByName(c.get("deps").catalog)).get(META_CARD) ?? []
    const base = cards.findLast((card) => card.currency === code && card.fromDay <= fromDay)
    if (base !== undefined) parsed = parseRateCardFile(file.csv, meta, base)
  }
  if (parsed.ok) return parsed.value
  throw new ProblemError("invalid_request", {
    detail: "The file is no rate card.",
    errors: file.placeErrors(parsed.refusal.errors),
  })
}

/** Cards that this caller may see: all, or for customers the published ones and those of the wallet's plan. */
async function visibleCards(c: AppContext): Promise<readonly (readonly [name: string, card: RateCard])[]> {
  const { catalog, wallets } = c.get("deps")
  const principal = c.get("principal")
  const all = await cardsByName(catalog)
  let names = [...all.keys()]
  if (principal.kind === "wallet" || principal.kind === "portal") {
    const wallet = await wallets.wallet(principal.walletId)
    const versions = wallet === undefined ? [] : await planVersionsOf(catalog, wallet.planId, wallet.currency)
    const named = new Set([META_CARD, ...(versions ?? []).map((version) => version.rateCard)])
    names = names.filter((name) => named.has(name))
  }
  return names.flatMap((name) => (all.get(name) ?? []).map((card) => [name, card] as const))
}

export function rateCardRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(listRoute, async (c) => {
    const { currency: code, at, market } = c.req.valid("query")
    const cards = await visibleCards(c)
    const day = at === undefined ? undefined : Math.floor(at / DAY_MS)
    const shown = cards
      .filter(([, card]) => code === undefined || card.currency === code)
      .filter(
        ([name, card]) =>
          day === undefined ||
          coversDay(
            card,
            day,
            cards.filter((other) => other[0] === name),
          ),
      )
    const hasRates = code !== undefined || market !== undefined
    const data = shown.map(([name, card]) => ({
      ...formatCard(name, card),
      ...(hasRates ? { rates: formatRates(card, market) } : {}),
    }))
    return c.json({ data, nextCursor: null }, 200)
  })

  routes.openapi(importRoute, async (c) => {
    const { catalog, clock, ids } = c.get("deps")
    const { id: chosen, effectiveFrom } = c.req.valid("query")
    const name = chosen ?? ids("card")
    const fromDay = parseDate(effectiveFrom) ?? 0
    const card = await readCard(c, { cardId: name, fromDay })
    const { currency: code } = card
    const byName = await cardsByName(catalog)
    const known = byName.get(name) ?? []
    if (name !== META_CARD && known.some((other) => other.currency !== code)) {
      throw new ProblemError("currency_mismatch", { detail: "This card is in another currency." })
    }
    const content = formatRateCard(card)
    const summary = {
      id: name,
      currency: code,
      effectiveFrom,
      markets: card.rates.size,
      rows: countRates(card),
    }
    // A published card of that day is as immutable as an imported one.
    const same = known.find((other) => other.currency === code && other.fromDay === fromDay)
    if (same !== undefined) {
      if (formatRateCard(same) !== content)
        throw new ProblemError("id_taken", { detail: "Another card has this id and date." })
      return c.json(summary, 200)
    }
    if ([...byName.values()].flat().length >= RATE_CARDS_MAX) {
      throw new ProblemError("unprocessable", {
        detail: `There are ${RATE_CARDS_MAX} cards, which is the most.`,
      })
    }
    const { record } = await catalog.insertRateCard({
      id: name,
      currency: code,
      effectiveFrom,
      content,
      fingerprint: fingerprintOf(content),
      createdAt: clock(),
    })
    if (record.content !== content) throw new ProblemError("id_taken")
    return c.json(summary, 201)
  })

  return routes
}

type NamedCard = readonly [name: string, card: RateCard]

/** Whether `card` is the one of its kind that holds on `day`. */
function coversDay(card: RateCard, day: number, sameName: readonly NamedCard[]): boolean {
  if (card.fromDay > day || (card.lastDay !== undefined && card.lastDay < day)) return false
  return !sameName.some(
    ([, other]) => other.currency === card.currency && other.fromDay > card.fromDay && other.fromDay <= day,
  )
}

function formatCard(name: string, card: RateCard) {
  return {
    id: card.id,
    rateCard: name,
    currency: card.currency,
    effectiveFrom: formatDate(card.fromDay),
    lastDay: card.lastDay === undefined ? null : formatDate(card.lastDay),
    markets: card.rates.size,
    rows: countRates(card),
  }
}

function formatRates(card: RateCard, market: string | undefined) {
  const asked = market?.toLowerCase()
  const markets = [...card.rates].filter(([name]) => asked === undefined || name.toLowerCase() === asked)
  return markets.flatMap(([name, categories]) =>
    CATEGORIES.flatMap((category) => {
      const tiers = categories[category]
      if (tiers === undefined) return []
      return [
        {
          market: name,
          category,
          tiers: tiers.map(({ from, rate }) => ({ from, rate: formatAmount(rate) })),
        },
      ]
    }),
  )
}
