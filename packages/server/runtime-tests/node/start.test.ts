import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { EnvironmentError, readEnvironment, type Environment } from "../../src/runtime/environment.ts"
import { startServer, type RunningServer } from "../../src/runtime/node.ts"
import { openStore } from "../../src/runtime/open-store.ts"

const OPERATOR_KEY = "tg_op_0123456789abcdefghijklmnopqrstuvwxyz"

let data = ""
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "tollgate-start-"))
})
afterEach(() => rmSync(data, { recursive: true }))

function environment(variables: Readonly<Record<string, string>> = {}): Environment {
  const quiet = { PORT: "0", TOLLGATE_DATA: data, TOLLGATE_LOG_LEVEL: "silent" }
  return readEnvironment({ ...quiet, ...variables }, "0.0.0-test")
}

async function onServer(
  variables: Readonly<Record<string, string>>,
  body: (server: RunningServer) => Promise<void>,
): Promise<void> {
  const server = await startServer(environment(variables))
  try {
    await body(server)
  } finally {
    await server.stop()
  }
}

async function statusFor({ url }: RunningServer, key: string): Promise<number> {
  return (await fetch(`${url}/v1/partners`, { headers: { authorization: `Bearer ${key}` } })).status
}

it("[RUN-2] the demo listens on this machine only, unless it is public", () => {
  for (const HOST of ["127.0.0.1", "::1", "localhost"]) {
    expect(environment({ TOLLGATE_DEMO: "1", HOST })).toMatchObject({ demo: "on", host: HOST })
  }
  expect(() => environment({ TOLLGATE_DEMO: "1", HOST: "0.0.0.0" })).toThrow(EnvironmentError)
  expect(() => environment({ TOLLGATE_DEMO: "1", HOST: "0.0.0.0" })).toThrow(/TOLLGATE_DEMO=public/)
  expect(environment({ TOLLGATE_DEMO: "public", HOST: "0.0.0.0" }).config.isDemo).toBe(true)
  expect(environment({ HOST: "0.0.0.0" }).config.isDemo).toBe(false)
})

it("[RUN-2] the demo takes no database unless it is public; an address that is not of Postgres stops the start", () => {
  const DATABASE_URL = "postgres://tollgate@127.0.0.1/tollgate"
  expect(environment({ DATABASE_URL })).toMatchObject({ databaseUrl: DATABASE_URL })
  expect(environment({ DATABASE_URL: "" }).databaseUrl).toBeUndefined()
  expect(environment({ TOLLGATE_DEMO: "public", DATABASE_URL }).databaseUrl).toBe(DATABASE_URL)
  expect(() => environment({ TOLLGATE_DEMO: "1", DATABASE_URL })).toThrow(/TOLLGATE_DEMO=public/)
  expect(() => environment({ DATABASE_URL: "mysql://127.0.0.1/tollgate" })).toThrow(/DATABASE_URL/)
})

it("[STRIPE-9] Stripe needs both of its secrets, names the one that is missing, and is not for the demo", () => {
  const secrets = { TOLLGATE_STRIPE_SECRET_KEY: "sk_test_1", TOLLGATE_STRIPE_WEBHOOK_SECRET: "whsec_1" }
  const told = { TOLLGATE_PAYMENTS: "stripe", ...secrets }
  expect(environment(told).config.stripe).toEqual({ secretKey: "sk_test_1", webhookSecret: "whsec_1" })
  expect(environment(secrets).config.stripe).toBeUndefined()
  for (const [name, value] of [
    ["TOLLGATE_STRIPE_SECRET_KEY", ""],
    ["TOLLGATE_STRIPE_SECRET_KEY", "pk_test_1"],
    ["TOLLGATE_STRIPE_WEBHOOK_SECRET", ""],
    ["TOLLGATE_STRIPE_WEBHOOK_SECRET", "sk_test_1"],
    ["TOLLGATE_STRIPE_URL", "stripe"],
  ] as const) {
    const start = () => environment({ ...told, [name]: value })
    expect(start).toThrow(EnvironmentError)
    expect(start).toThrow(name)
    expect(start).not.toThrow(/_test_1/)
  }
  expect(() => environment({ ...told, TOLLGATE_DEMO: "1" })).toThrow(/sandbox only/)
  expect(() => environment({ TOLLGATE_PAYMENTS: "paypal" })).toThrow(/TOLLGATE_PAYMENTS/)
})

it("[RUN-3] the first start without an operator key makes one, which is told once and goes on working", async () => {
  let made = ""
  await onServer({}, async (server) => {
    made = server.newOperatorKey ?? ""
    expect(made).toMatch(/^tg_op_[0-9A-Za-z]{40}$/)
    expect(await statusFor(server, made)).toBe(200)
  })
  await onServer({}, async (server) => {
    expect(server.newOperatorKey).toBeUndefined()
    expect(await statusFor(server, made)).toBe(200)
  })
})

it("[RUN-3] with an operator key of the environment none is made", () =>
  onServer({ TOLLGATE_OPERATOR_KEY: OPERATOR_KEY }, async (server) => {
    expect(server.newOperatorKey).toBeUndefined()
    expect(await statusFor(server, OPERATOR_KEY)).toBe(200)
  }))

it.each([
  [true, false],
  [false, true],
])("[RUN-4] a store made with demo %s is not opened with demo %s, and not touched", async (made, opened) => {
  const first = await openStore(data, made, () => 0)
  await first.wallets.close()
  await expect(openStore(data, opened, () => 0)).rejects.toThrow(EnvironmentError)
  await expect(openStore(data, opened, () => 0)).rejects.toThrow(made ? /made by the demo/ : /is real/)
  for (const isDemo of [made, "any"] as const) {
    const again = await openStore(data, isDemo, () => 0)
    await again.wallets.close()
  }
})
