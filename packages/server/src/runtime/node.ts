import { randomBytes } from "node:crypto"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import { serve } from "@hono/node-server"
import { createApp } from "../app.ts"
import { firstOperatorKey } from "../auth/first-operator-key.ts"
import { catalogCoupons } from "../coupons/catalog-coupons.ts"
import { demoOperatorKey } from "../demo/demo-key.ts"
import { allowOrigins } from "../demo/put-customer.ts"
import { seedDemo, seedOtherPasts } from "../demo/seed.ts"
import type { Deps } from "../deps.ts"
import { errorFacts } from "../observability/log.ts"
import { pinoLogger } from "../observability/pino-log.ts"
import { prometheusMetrics } from "../observability/prometheus.ts"
import { httpMail } from "../mail/http-mail.ts"
import type { MailTransport } from "../mail/mail.ts"
import { demoRoutes } from "../routes/demo.ts"
import { systemTimer } from "../timer.ts"
import type { PaymentProvider } from "../payments/payment-provider.ts"
import { loadedLater } from "../payments/loaded-later.ts"
import { paymentProviders } from "../payments/payment-providers.ts"
import { razorpayProvider } from "../payments/razorpay/razorpay-provider.ts"
import { STRIPE_FACTS } from "../payments/stripe/stripe-facts.ts"
import { sandboxProvider } from "../payments/sandbox/sandbox-provider.ts"
import { closerOf } from "./close-server.ts"
import { readElementFiles } from "./element-files.ts"
import type { Environment } from "./environment.ts"
import { makeIds } from "./make-ids.ts"
import { nodeInvoicePdf } from "./node-pdf.ts"
import { openStore, type OpenStore } from "./open-store.ts"
import { startDispatching } from "./dispatching.ts"
import { nodeWebhookPost } from "./post-webhook.ts"
import { startSweeper } from "./sweeper.ts"

/** A connection on which nothing moves for so long is cut: of streams, that of a reader that has gone. */
const IDLE_SOCKET_MS_MAX = 120_000
/** Between two days of a long past: requests come first. */
const SEEDING_PAUSE_MS = 5

export interface RunningServer {
  readonly url: string
  readonly deps: Deps
  readonly store: OpenStore
  /** The operator key that was made at this start: shown once. */
  readonly newOperatorKey?: string
  /** The demo's operator key: shown at every start. */
  readonly demoOperatorKey?: string
  /** Stop taking requests, finish those under way, close the store. */
  stop(): Promise<void>
}

/**
 * The server on Node with its SQLite file or its Postgres: resolves when it listens. Rules RUN-1 to RUN-7.
 *
 * @param elementsFolder - what `packages/widget` built, unless another folder is given
 */
export async function startServer(environment: Environment, elementsFolder?: string): Promise<RunningServer> {
  const clock = () => Date.now()
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes))
  const store = await openStore(environment.data, environment.config.isDemo, clock, environment.databaseUrl)
  const addresses = new WeakMap<Request, string>()
  const stopping = new AbortController()
  const underWay = new Set<Promise<void>>()
  // It moves no money, and posts its webhooks to this server.
  const sandbox = (): PaymentProvider =>
    sandboxProvider({
      catalog: store.catalog,
      clock,
      random,
      defer: (task) => deps.defer(task),
      post: (request) => app.fetch(request),
    })
  const { version, payments: configured = [] } = environment.config
  const providers: PaymentProvider[] = []
  for (const one of configured) {
    if (one.name === "sandbox") providers.push(sandbox())
    else if (one.name === "razorpay") providers.push(razorpayProvider({ config: one, version, clock }))
    else {
      // The SDK is loaded where it is used only.
      const load = async () => (await import("../payments/stripe/stripe-provider.ts")).stripeProvider
      const deps = { config: one, version, catalog: store.catalog, clock }
      providers.push(loadedLater(STRIPE_FACTS, async () => (await load())(deps)))
    }
  }
  const mail = await openMail(environment)
  const deps: Deps = {
    ...(mail === undefined ? {} : { mail }),
    catalog: store.catalog,
    wallets: store.wallets,
    feed: store.feed,
    ...(store.sweepAlone === undefined ? {} : { sweepAlone: store.sweepAlone }),
    moving: store.moving(false),
    assets: readElementFiles(elementsFolder),
    demoRoutes,
    clock,
    timer: systemTimer,
    ids: makeIds(clock, random),
    random,
    log: pinoLogger(environment.logLevel),
    config: environment.config,
    metrics: prometheusMetrics(),
    coupons: catalogCoupons(store.catalog),
    invoicePdf: nodeInvoicePdf(store.catalog),
    ...(providers.length === 0 ? {} : { payments: paymentProviders(providers) }),
    defer: (task) => {
      const deferred = task().catch((error: unknown) =>
        deps.log.error(errorFacts(error), "deferred task failed"),
      )
      underWay.add(deferred)
      void deferred.finally(() => underWay.delete(deferred))
    },
    stopping: stopping.signal,
    remoteAddress: (request) => addresses.get(request),
  }
  const demoKey = await demoOperatorKey(deps)
  const newOperatorKey = demoKey === undefined ? await firstOperatorKey(deps) : undefined
  const toldSince = environment.config.isDemo ? await seedDemo(deps) : 0
  const app = createApp(deps)
  const server = serve({
    port: environment.port,
    hostname: environment.host,
    fetch: (request, env) => {
      const address = (env as { incoming?: { socket?: { remoteAddress?: string } } }).incoming?.socket
        ?.remoteAddress
      if (address !== undefined) addresses.set(request, address)
      return app.fetch(request, env)
    },
  }) as Server
  server.timeout = IDLE_SOCKET_MS_MAX
  const close = closerOf(server)
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve)
    server.once("error", (error) => reject(listenError(error, environment)))
  })
  const sweeper = startSweeper({ ...deps, toldSince })
  const allowsLoopback = environment.config.allowsLoopbackWebhooks === true
  const dispatching = startDispatching(deps, nodeWebhookPost({ allowsLoopback }))
  const { port } = server.address() as AddressInfo
  if (environment.config.isDemo) {
    await allowOrigins(deps, originsOf(port))
    const pause = () => setTimeout(SEEDING_PAUSE_MS)
    deps.defer(() => seedOtherPasts(deps, { pause }))
  }
  const host = environment.host.includes(":") ? `[${environment.host}]` : environment.host
  const url = `http://${host}:${port}`
  deps.log.info({ url, demo: environment.config.isDemo }, "listening")
  return {
    url,
    deps,
    store,
    ...(newOperatorKey === undefined ? {} : { newOperatorKey }),
    ...(demoKey === undefined ? {} : { demoOperatorKey: demoKey }),
    async stop() {
      stopping.abort()
      await close()
      await sweeper.stop()
      await dispatching.stop()
      await Promise.all(underWay)
      await store.wallets.close()
    },
  }
}

/** `nodemailer` is loaded where it is used only. */
async function openMail({ config: { mail } }: Environment): Promise<MailTransport | undefined> {
  if (mail?.api !== undefined) return httpMail(mail.api)
  if (mail?.smtpUrl === undefined) return undefined
  const { smtpMail } = await import("./smtp-mail.ts")
  return smtpMail(mail.smtpUrl)
}

/** The server cannot listen where it is told to; the message is for the person at the terminal. */
export class ListenError extends Error {
  override readonly name = "ListenError"
}

function listenError(error: Error & { code?: string }, { host, port }: Environment): Error {
  if (error.code === "EADDRINUSE") {
    return new ListenError(
      `Port ${port} is taken on ${host}. Set PORT to another, or stop what listens there.`,
    )
  }
  if (error.code === "EACCES")
    return new ListenError(`This user may not listen on port ${port}. Set PORT to another.`)
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
    return new ListenError(`This machine has no address ${host}. Set HOST to one that it has.`)
  }
  return error
}

/** Where a browser on this machine finds the server. */
function originsOf(port: number): readonly string[] {
  return ["localhost", "127.0.0.1", "[::1]"].map((name) => `http://${name}:${port}`)
}
