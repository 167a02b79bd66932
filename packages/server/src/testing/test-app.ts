import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"
import type { OpenAPIHono } from "@hono/zod-openapi"
import { createApp } from "../app.ts"
import { NO_ASSETS } from "../assets/assets.ts"
import { openSqlCatalog } from "../catalog/sql-catalog.ts"
import { catalogCoupons } from "../coupons/catalog-coupons.ts"
import type { Config, Deps } from "../deps.ts"
import type { AppEnv } from "../http/app-env.ts"
import type { LogFacts } from "../observability/log.ts"
import { noMetrics } from "../observability/metrics.ts"
import { createCommitFeed } from "../storage/change-feed.ts"
import { paymentProviders } from "../payments/payment-providers.ts"
import { sandboxProvider } from "../payments/sandbox/sandbox-provider.ts"
import { demoRoutes } from "../routes/demo.ts"

import { nodeInvoicePdf } from "./real-pdfs.ts"
import { driverCatalogMoving, driverMoving } from "../storage/moving/driver-moving.ts"
import { createSqlWalletStore } from "../storage/sql-wallet-store.ts"
import { openNodeDriver } from "../storage/sqlite/node-driver.ts"
import { manualTimer, type ManualTimer } from "./manual-timer.ts"

export const OPERATOR_KEY = "tg_op_0123456789abcdefghijklmnopqrstuvwxyz"
/** 2026-11-22T12:00:00Z. */
export const TEST_NOW: number = Date.UTC(2026, 10, 22, 12)

export interface Sent {
  readonly key?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, or the text of another type; null without a body. */
  readonly body: any
}

/** The real app on a SQLite database in memory, with a clock that stands still until `now` is set. */
export interface TestApp {
  readonly app: OpenAPIHono<AppEnv>
  readonly deps: Deps
  readonly logged: { readonly level: string; readonly facts: LogFacts; readonly message: string }[]
  now: number
  /** The timers of `deps`: they fall due when these are advanced, which moves `now`. */
  readonly timers: ManualTimer
  /** Tells the app to stop. */
  stop(): void
  send(method: string, path: string, sent?: Sent): Promise<Answered>
}

export function testApp(
  config: Partial<Config> = {},
  overrides: Partial<Deps> = {},
  path: string = ":memory:",
): TestApp {
  const driver = openNodeDriver(path)
  const logged: TestApp["logged"] = []
  const log = (level: string) => (facts: LogFacts, message: string) =>
    void logged.push({ level, facts, message })
  let made = 0
  let drawn = 0
  const time = { now: TEST_NOW }
  const clock = (): number => time.now
  const own = openSqlCatalog(driver, clock)
  const catalog = overrides.catalog ?? own
  const manual = manualTimer(time)
  const feed = createCommitFeed({ version: () => driver.version(), timer: manual.timer })
  const stopping = new AbortController()
  const sandbox = sandboxProvider({
    catalog,
    clock,
    random: (bytes) => deps.random(bytes),
    defer: (task) => deps.defer(task),
    post: (request) => test.app.fetch(request),
  })
  const wallets = createSqlWalletStore(driver, { committed: feed.committed })
  const deps: Deps = {
    catalog,
    coupons: catalogCoupons(catalog),
    invoicePdf: nodeInvoicePdf(catalog),
    moving: {
      wallets: driverMoving(driver, { reads: wallets, clock }),
      catalog: driverCatalogMoving(driver, own),
    },
    ...(config.isDemo === true ? { payments: paymentProviders([sandbox]) } : {}),
    wallets,
    feed,
    demoRoutes,
    assets: NO_ASSETS,
    clock,
    timer: manual.timer,
    ids: (prefix) => `${prefix}_${String(++made).padStart(6, "0")}`,
    // Every draw differs, as secrets must.
    random: (bytes) => sha256(utf8ToBytes(String(++drawn))).subarray(0, bytes),
    log: { info: log("info"), warn: log("warn"), error: log("error") },
    config: { version: "0.0.0-test", operatorKey: OPERATOR_KEY, isDemo: false, ...config },
    metrics: noMetrics,
    defer: (task) => void task(),
    stopping: stopping.signal,
    ...overrides,
  }
  const app = createApp(deps)
  const test: TestApp = {
    app,
    deps,
    logged,
    timers: manual,
    stop: () => stopping.abort(),
    get now() {
      return time.now
    },
    set now(at) {
      time.now = at
    },
    async send(method, path, { key = OPERATOR_KEY, body, headers = {} } = {}) {
      const isText = typeof body === "string" || body instanceof Uint8Array
      const response = await app.request(path, {
        method,
        headers: {
          ...(key === "" ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isText ? (body as BodyInit) : JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = response.headers.get("content-type")?.includes("json") === true
      return {
        status: response.status,
        headers: response.headers,
        body: text === "" ? null : isJson ? JSON.parse(text) : text,
      }
    },
  }
  return test
}

/** A partner with a key, a customer and a wallet in the directory. */
export interface Tenant {
  readonly partnerId: string
  readonly key: string
  readonly customerId: string
  readonly walletId: string
  readonly origin: string
}

export async function makeTenant(test: TestApp, name: string): Promise<Tenant> {
  const origin = `https://${name}.example.com`
  const partner = await test.send("POST", "/v1/partners", {
    body: { id: name, name, allowedOrigins: [origin] },
  })
  const key = partner.body.secretKey as string
  const customerId = `${name}-customer`
  await test.send("POST", "/v1/customers", { key, body: { id: customerId, name, timezone: "Asia/Kolkata" } })
  const walletId = `${name}-wallet`
  await test.deps.catalog.insertWalletPlace({
    walletId,
    customerId,
    partnerId: name,
    currency: "USD",
    isClosed: false,
    createdAt: test.now,
  })
  return { partnerId: name, key, customerId, walletId, origin }
}
