import { loadProviders } from "#load-later"
import { waitUntil } from "cloudflare:workers"
import { NO_ASSETS } from "../../assets/assets.ts"
import { catalogCoupons } from "../../coupons/catalog-coupons.ts"
import { checkConfig, type Config, type Deps } from "../../deps.ts"
import { errorFacts } from "../../observability/log.ts"
import { httpMail } from "../../mail/http-mail.ts"
import { noMetrics } from "../../observability/metrics.ts"
import { loadedLater } from "../../payments/loaded-later.ts"
import { paymentProviders } from "../../payments/payment-providers.ts"
import { RAZORPAY_FACTS } from "../../payments/razorpay/razorpay-facts.ts"
import { sandboxProvider } from "../../payments/sandbox/sandbox-provider.ts"
import { STRIPE_FACTS } from "../../payments/stripe/stripe-facts.ts"
import { systemTimer } from "../../timer.ts"
import { VERSION } from "../../version.ts"
import { EnvironmentError } from "../environment-error.ts"
import { readEnvironment } from "../environment.ts"
import { makeIds } from "../make-ids.ts"
import { consoleLogger } from "./console-log.ts"
import { workerInvoicePdf } from "./pdf/worker-pdf.ts"
import { workerCatalog } from "./worker-catalog.ts"
import type { WorkerEnv } from "./worker-env.ts"

/** The clock of this isolate. Tests set another. */
export const workerClock: { now: () => number } = { now: () => Date.now() }

const clock = (): number => workerClock.now()
const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes))

/** What is the same in the front and in every object. */
export type CommonDeps = Omit<Deps, "wallets" | "feed" | "places" | "payments"> & {
  /** The payment providers; the sandbox posts its webhooks to this app. */
  readonly paymentsOf: (post: (request: Request) => Promise<Response> | Response) => Pick<Deps, "payments">
}

/** Dependencies of the app on Workers, without those that depend on where it runs. Rule WORK-8. */
export function workerDeps(env: WorkerEnv): CommonDeps {
  const config = readConfig(env)
  const catalog = workerCatalog(env, clock)
  const defer: Deps["defer"] = (task) =>
    waitUntil(
      task().catch((error: unknown) => consoleLogger.error(errorFacts(error), "deferred task failed")),
    )
  return {
    catalog,
    ...(config.mail?.api === undefined ? {} : { mail: httpMail(config.mail.api) }),
    // Static assets are answered before a request comes to the Worker.
    assets: NO_ASSETS,
    clock,
    timer: systemTimer,
    ids: makeIds(clock, random),
    random,
    log: consoleLogger,
    config,
    metrics: noMetrics,
    coupons: catalogCoupons(catalog),
    invoicePdf: workerInvoicePdf(catalog),
    defer,
    stopping: new AbortController().signal,
    remoteAddress: (request) => request.headers.get("cf-connecting-ip") ?? undefined,
    paymentsOf: (post) => {
      const { payments: configured = [] } = config
      const providers = configured.map((one) => {
        if (one.name === "sandbox") return sandboxProvider({ catalog, clock, random, defer, post })
        if (one.name === "razorpay") {
          return loadedLater(RAZORPAY_FACTS, async () => {
            const { razorpayProvider } = await loadProviders()
            return razorpayProvider({ config: one, version: VERSION, clock })
          })
        }
        return loadedLater(STRIPE_FACTS, async () => {
          const { stripeProvider } = await loadProviders()
          return stripeProvider({ config: one, version: VERSION, catalog, clock })
        })
      })
      return providers.length === 0 ? {} : { payments: paymentProviders(providers) }
    },
  }
}

/** Rule WORK-8. */
function readConfig(env: WorkerEnv): Config {
  const { config, databaseUrl } = readEnvironment(variablesOf(env), VERSION)
  if (config.isDemo) throw new EnvironmentError("The demo does not run on Workers. Remove TOLLGATE_DEMO.")
  if (databaseUrl !== undefined) {
    throw new EnvironmentError("Wallets on Workers are in their objects. Remove DATABASE_URL.")
  }
  if (config.operatorKey === undefined) {
    throw new EnvironmentError(
      "There is no operator key. Make one: npx wrangler secret put TOLLGATE_OPERATOR_KEY",
    )
  }
  if (config.mail?.smtpUrl !== undefined) {
    throw new EnvironmentError("Mails on Workers go out by TOLLGATE_MAIL_API. Remove SMTP_URL.")
  }
  checkConfig(config)
  return config
}

/** Only texts: bindings are no variables. */
function variablesOf(env: WorkerEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  )
}
