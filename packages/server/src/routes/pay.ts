import { loadPages } from "#load-later"
import { OpenAPIHono } from "@hono/zod-openapi"
import { parseAmount } from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import { randomText } from "../auth/secret.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { callerAddress } from "../http/caller-address.ts"
import { isOwnForm } from "../http/is-own-form.ts"
import { askView, closedView, fullBecauseOf, viewLink } from "../links/ask-link.ts"
import { followPayments, LINK_OPEN_PAYMENTS_MAX } from "../links/follow-payments.ts"
import type { PayLimits } from "../links/pay-limits.ts"
import { findLink, subjectOf, type FoundLink } from "../links/found-link.ts"
import { formatOpenLink } from "../links/link-answer.ts"
import { originOf } from "../links/link-origin.ts"
import { pageStatus, type PageView } from "../links/page-view.ts"
import type { PageForm } from "../links/render-page.ts"
import { REFERENCE_CHARACTERS } from "./pay-api.ts"
import { RETURNED_PATH } from "../payments/returned-path.ts"
import { resumePayment, startPayment, type Started } from "../links/start-payment.ts"

const FORM_BYTES_MAX = 2_048
const RETRY_AFTER_SECONDS = 5
/** When as many are under way as may be: until one of them ends. */
const FULL_RETRY_AFTER_SECONDS = 60
type Page = Response | Promise<Response>

/** The page of a payment link: no login, no balance, and no need of script. Rules LINK-4 to LINK-12. */
export function payRoutes({ misses, starts }: PayLimits): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  /** A link that is not there: past the limit of its address nothing more is said. Rule LINK-12. */
  const miss = (c: AppContext): Page => {
    const address = callerAddress(c)
    const seconds = address === undefined ? 0 : misses.wait(address)
    return seconds > 0 ? tooMany(c, seconds) : send(c, { kind: "not_found" })
  }

  routes.get("/pay/:secret", async (c) => {
    const deps = c.get("deps")
    const found = await findLink(deps, c.req.param("secret"))
    if (found === undefined) return miss(c)
    const viewed = await viewLink(deps, found, {
      reference: c.req.query("payment"),
      amount: c.req.query("amount"),
      typed: c.req.query("typed"),
    })
    // To its own address, so that the page that waits for it also shows what becomes of it.
    if ("payment" in viewed) return c.redirect(`?payment=${viewed.payment.payment.reference}`, 303)
    return send(c, viewed.view, found)
  })

  routes.get(RETURNED_PATH, (c) => send(c, { kind: "returned" }))

  const { middleware } = guard({ who: [], body: "raw", bodyBytesMax: FORM_BYTES_MAX })
  routes.on("POST", ["/pay/:secret"], ...middleware, async (c) => {
    const deps = c.get("deps")
    const secret = c.req.param("secret") ?? ""
    const found = await findLink(deps, secret)
    if (found === undefined) return miss(c)
    if (!isOwnForm(c)) return send(c, { kind: "elsewhere" }, found)
    const progress = await followPayments(deps, found.link)
    const closed = closedView(found, progress, deps.clock())
    if (closed !== undefined) return send(c, closed, found)
    const origin = originOf(c, found)
    const returnTo = (reference: string): string => `${origin}/pay/${secret}?payment=${reference}`
    const underWay = fullBecauseOf(found, progress)
    if (underWay !== undefined) {
      if (underWay.topUp.checkoutUrl !== "") return c.redirect(underWay.topUp.checkoutUrl, 303)
      const { reference } = underWay.payment
      const returnUrl = returnTo(reference)
      const { walletId } = found.link
      return answer(
        c,
        found,
        returnUrl,
        await resumePayment(deps, underWay, { reference, returnUrl, origin, walletId }),
      )
    }

    const form = new URLSearchParams(new TextDecoder().decode(c.get("bytes")))
    const view = await askView(deps, found, { amount: form.get("amount") ?? "" })
    if (view.kind !== "review") return send(c, view, found)
    // Nobody is sent to pay another total than the one that they saw. Rule LINK-6.
    if (parseAmount(form.get("total") ?? "") !== view.price.total) {
      return send(c, { ...view, hasChanged: true }, found)
    }
    if (progress.open.length >= LINK_OPEN_PAYMENTS_MAX) return tooMany(c, FULL_RETRY_AFTER_SECONDS, found)
    const seconds = starts.wait(found.link.id)
    if (seconds > 0) return tooMany(c, seconds, found)

    const reference = randomText(REFERENCE_CHARACTERS, deps.random)
    const returnUrl = returnTo(reference)
    const { amount } = view.price
    return answer(
      c,
      found,
      returnUrl,
      await startPayment(deps, found, { amount, couponCode: "", reference, returnUrl, origin }),
    )
  })
  return routes
}

/** To the provider's page, or why not. */
function answer(c: AppContext, found: FoundLink, returnUrl: string, started: Started): Page {
  // Without a page it was paid or given up meanwhile, which the way back shows.
  if (started.kind === "started") return c.redirect(started.checkoutUrl || returnUrl, 303)
  if (started.kind === "full") return tooMany(c, RETRY_AFTER_SECONDS, found)
  if (started.kind === "refused") {
    const { code } = started.refusal
    if (code === "too_many_open") return tooMany(c, FULL_RETRY_AFTER_SECONDS, found)
    c.get("deps").log.warn(
      { requestId: c.get("requestId"), linkId: found.link.id, code },
      "payment link refused",
    )
  } else c.header("Retry-After", String(RETRY_AFTER_SECONDS))
  return send(c, { kind: "unavailable", subject: subjectOf(found) }, found)
}

/** Views of a link that something can be paid on, or is being paid. */
const HAS_FORM: ReadonlySet<PageView["kind"]> = new Set(["choose", "review", "pending", "failed"])

function formOf(c: AppContext, found: FoundLink): PageForm {
  return { secret: c.req.param("secret") ?? "", link: formatOpenLink(found, "open") }
}

function tooMany(c: AppContext, seconds: number, found?: FoundLink): Page {
  c.header("Retry-After", String(seconds))
  return send(c, { kind: "too_many" }, found)
}

async function send(c: AppContext, view: PageView, found?: FoundLink): Promise<Response> {
  const { chooseLanguage, payPageHeaders, renderPayPage } = await loadPages()
  const isWatching = view.kind === "pending" && view.isWatching
  const form = found !== undefined && HAS_FORM.has(view.kind) ? formOf(c, found) : undefined
  const headers = payPageHeaders({
    payOrigins: payOrigins(c, found),
    isWatching,
    hasForm: form !== undefined,
  })
  const language = chooseLanguage(found?.customer.locale, c.req.header("accept-language"))
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  c.header("Vary", "Accept-Language", { append: true })
  return c.html(renderPayPage(view, language, form), pageStatus(view))
}

/** Where the page's form may lead: here, and to the provider's page, which only a provider of ours has here. */
function payOrigins(c: AppContext, found: FoundLink | undefined): readonly string[] {
  const address = c.get("deps").config.publicUrl ?? found?.link.origin ?? ""
  const own = address === "" ? [] : [new URL(address).origin]
  return found?.terms?.isSandbox === false ? [...own, "https:"] : own
}
