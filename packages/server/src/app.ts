import { OpenAPIHono } from "@hono/zod-openapi"
import { invariant } from "@tollgate/engine"
import { HTTPException } from "hono/http-exception"
import { methodNotAllowed } from "hono/method-not-allowed"
import { checkConfig, type Deps } from "./deps.ts"
import type { AppContext, AppEnv } from "./http/app-env.ts"
import { cors } from "./http/cors.ts"
import { refuseInvalid } from "./http/refuse-invalid.ts"
import { requestAgain } from "./http/request-again.ts"
import { requestShell } from "./http/request-shell.ts"
import { createPayLimits } from "./links/pay-limits.ts"
import { errorFacts } from "./observability/log.ts"
import { isSandbox } from "./payments/sandbox/sandbox-provider.ts"
import { problem, ProblemError, type ProblemCode } from "./problem.ts"
import { assetRoutes } from "./routes/assets.ts"
import { channelReportRoutes } from "./routes/channel-report.ts"
import { couponRoutes } from "./routes/coupons.ts"
import { billingDetailsRoutes } from "./routes/billing-details.ts"
import { customerChangeRoutes } from "./routes/customer-changes.ts"
import { customerRoutes } from "./routes/customers.ts"
import { docsRoutes } from "./routes/docs.ts"
import { healthRoutes } from "./routes/health.ts"
import { invoiceRoutes } from "./routes/invoices.ts"
import { issuerRoutes } from "./routes/issuers.ts"
import { ingestTokenRoutes } from "./routes/ingest-tokens.ts"
import { keyRoutes } from "./routes/keys.ts"
import { openapiRoutes } from "./routes/openapi.ts"
import { partnerRoutes } from "./routes/partners.ts"
import { payApiRoutes } from "./routes/pay-api.ts"
import { payRoutes } from "./routes/pay.ts"
import { paymentLinkRoutes } from "./routes/payment-links.ts"
import { planRoutes } from "./routes/plans.ts"
import { portalTokenRoutes } from "./routes/portal-tokens.ts"
import { rateCardRoutes } from "./routes/rate-cards.ts"
import { senderRoutes } from "./routes/senders.ts"
import { mailRoutes } from "./routes/mails.ts"
import { webhookDeliveryRoutes } from "./routes/webhook-deliveries.ts"
import { webhookEndpointRoutes } from "./routes/webhook-endpoints.ts"
import { InvalidCursorError } from "./storage/cursor.ts"
import { ElsewhereError } from "./storage/elsewhere.ts"
import { StoreUnavailableError } from "./storage/store-unavailable.ts"

import { adjustmentRoutes } from "./routes/adjustments.ts"
import { allotmentRoutes } from "./routes/allotments.ts"
import { autoRechargeRoutes } from "./routes/auto-recharge.ts"
import { checkoutSettingsRoutes } from "./routes/checkout-settings.ts"
import { authorizationRoutes } from "./routes/authorizations.ts"
import { estimateRoutes } from "./routes/estimates.ts"
import { eventRoutes } from "./routes/events.ts"
import { forecastRoutes } from "./routes/forecast.ts"
import { ingestRoutes } from "./routes/ingest.ts"
import { numberRoutes } from "./routes/numbers.ts"
import { messageExplanationRoutes } from "./routes/message-explanation.ts"
import { messageRoutes } from "./routes/messages.ts"
import { movingRoutes } from "./routes/moving.ts"
import { paymentWebhookRoutes } from "./routes/payment-webhooks.ts"
import { proofRoutes } from "./routes/proof.ts"
import { quoteRoutes } from "./routes/quotes.ts"
import { statementRoutes } from "./routes/statement.ts"
import { streamRoutes } from "./routes/stream.ts"
import { summaryRoutes } from "./routes/summary.ts"
import { suspenseRoutes } from "./routes/suspense.ts"
import { savedMethodRoutes } from "./routes/saved-method.ts"
import { sandboxRoutes } from "./routes/sandbox.ts"
import { topUpPreviewRoutes } from "./routes/top-up-previews.ts"
import { topUpRoutes } from "./routes/top-ups.ts"
import { usageRoutes } from "./routes/usage.ts"
import { walletRoutes } from "./routes/wallets.ts"

const RETRY_AFTER_SECONDS = "1"

/**
 * The whole HTTP interface on these dependencies. Runs wherever Web standards do.
 *
 * @param depsOf - whose request it is, where one app answers for several: an app is some hundred kilobytes
 */
export function createApp(deps: Deps, depsOf: (request: Request) => Deps = () => deps): OpenAPIHono<AppEnv> {
  checkConfig(deps.config)
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid })
  app.use(requestShell(deps.clock, depsOf))
  app.use(cors)
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        problem(c, "method_not_allowed", { headers: { Allow: methods.join(", ") } }),
    }),
  )

  const payLimits = createPayLimits(deps.clock)
  app.route("/", partnerRoutes())
  app.route("/", issuerRoutes())
  app.route("/", keyRoutes())
  app.route("/", customerRoutes())
  app.route("/", customerChangeRoutes())
  app.route("/", billingDetailsRoutes())
  app.route("/", senderRoutes())
  app.route("/", planRoutes())
  app.route("/", rateCardRoutes())
  app.route("/", portalTokenRoutes())
  app.route("/", ingestTokenRoutes())
  app.route("/", webhookEndpointRoutes())
  app.route("/", webhookDeliveryRoutes())
  app.route("/", mailRoutes())
  app.route("/", couponRoutes())
  app.route("/", paymentLinkRoutes())
  app.route("/", payRoutes(payLimits))
  app.route("/", payApiRoutes(payLimits))
  app.route("/", walletRoutes())
  app.route("/", allotmentRoutes())
  app.route("/", numberRoutes())
  app.route("/", adjustmentRoutes())
  app.route("/", topUpRoutes())
  app.route("/", topUpPreviewRoutes())
  app.route("/", autoRechargeRoutes())
  app.route("/", savedMethodRoutes())
  app.route("/", checkoutSettingsRoutes())
  app.route("/", invoiceRoutes())
  app.route("/", paymentWebhookRoutes())
  app.route("/", quoteRoutes())
  app.route("/", authorizationRoutes())
  app.route("/", eventRoutes())
  app.route("/", ingestRoutes())
  app.route("/", suspenseRoutes())
  app.route("/", summaryRoutes())
  app.route("/", streamRoutes())
  app.route("/", forecastRoutes())
  app.route("/", estimateRoutes())
  app.route("/", channelReportRoutes())
  app.route("/", usageRoutes())
  app.route("/", statementRoutes())
  app.route("/", messageRoutes())
  app.route("/", messageExplanationRoutes())
  app.route("/", proofRoutes())
  app.route("/", movingRoutes())
  app.route("/", assetRoutes())
  app.route("/", healthRoutes())
  app.route("/", openapiRoutes(app))
  app.route("/", docsRoutes(app))
  if (deps.payments?.all.some(isSandbox) === true) app.route("/", sandboxRoutes())
  if (deps.config.isDemo && deps.demoRoutes !== undefined) app.route("/", deps.demoRoutes())

  app.notFound((c) => problem(c, "not_found", { detail: "There is no such path." }))
  app.onError(answerError)
  return app
}

/** What the wallet's own place answers to this request. */
async function handOver({ walletId }: ElsewhereError, c: AppContext): Promise<Response> {
  const { places } = c.get("deps")
  invariant(places !== undefined, "a wallet is elsewhere only where there are places")
  // Two places that each take it for the other's would never answer it.
  if (places.handedOverTo(c.req.raw) !== undefined) {
    return answerError(new Error("a request is handed over once"), c)
  }
  try {
    return await places.answer(walletId, requestAgain(c))
  } catch (error) {
    return answerError(new StoreUnavailableError(error), c)
  }
}

const CODE_OF_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: "invalid_request",
  413: "too_large",
  415: "unsupported_media_type",
}

/** A refusal as it is; a bug as 500, with nothing inside; of a wallet elsewhere, what is answered there. Rule HTTP-3. */
function answerError(error: Error, c: AppContext): Response | Promise<Response> {
  if (error instanceof ProblemError) return problem(c, error.code, error.options)
  if (error instanceof ElsewhereError) return handOver(error, c)
  if (error instanceof HTTPException) {
    const code = CODE_OF_STATUS[error.status]
    if (code !== undefined) {
      return problem(
        c,
        code,
        code === "invalid_request" ? { errors: [{ path: "", message: error.message }] } : {},
      )
    }
  }
  if (error instanceof InvalidCursorError) {
    return problem(c, "invalid_request", { errors: [{ path: "cursor", message: error.message }] })
  }
  const requestId = c.get("requestId")
  c.get("deps").log.error({ requestId, ...errorFacts(error) }, "request failed")
  if (error instanceof StoreUnavailableError) {
    return problem(c, "unavailable", { headers: { "Retry-After": RETRY_AFTER_SECONDS } })
  }
  return problem(c, "internal")
}
