import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { EnvironmentError } from "../../src/runtime/environment-error.ts"
import { readEnvironment, type Environment } from "../../src/runtime/environment.ts"
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

const STRIPE = { STRIPE_SECRET_KEY: "sk_test_1", STRIPE_WEBHOOK_SECRET: "whsec_1" }
const paymentsOf = (variables: Readonly<Record<string, string>>) => environment(variables).config.payments

it("[PAY-26] who takes payments is named in order, or follows from the keys that are set", () => {
  const stripe = { name: "stripe", secretKey: "sk_test_1", webhookSecret: "whsec_1" }
  const sandbox = { name: "sandbox" }
  expect(paymentsOf({})).toBeUndefined()
  expect(paymentsOf({ TOLLGATE_PAYMENTS: "sandbox" })).toEqual([sandbox])
  expect(paymentsOf(STRIPE)).toEqual([stripe])
  expect(paymentsOf({ ...STRIPE, TOLLGATE_PAYMENTS: "sandbox" })).toEqual([sandbox])
  expect(paymentsOf({ ...STRIPE, TOLLGATE_PAYMENTS: "stripe, sandbox,stripe" })).toEqual([stripe, sandbox])
  for (const list of ["paypal", "stripe,paypal", "Stripe"]) {
    expect(() => paymentsOf({ ...STRIPE, TOLLGATE_PAYMENTS: list })).toThrow(/TOLLGATE_PAYMENTS: "/)
  }
})

it("[PAY-26] the demo has the sandbox, or test keys; live ones when it is public", () => {
  expect(paymentsOf({ TOLLGATE_DEMO: "1" })).toEqual([{ name: "sandbox" }])
  expect(paymentsOf({ ...STRIPE, TOLLGATE_DEMO: "1" })).toMatchObject([{ name: "stripe" }])
  const live = { ...STRIPE, STRIPE_SECRET_KEY: "rk_live_1" }
  expect(() => paymentsOf({ ...live, TOLLGATE_DEMO: "1" })).toThrow(/live keys/)
  expect(paymentsOf({ ...live, TOLLGATE_DEMO: "1", TOLLGATE_PAYMENTS: "sandbox" })).toEqual([
    { name: "sandbox" },
  ])
  expect(paymentsOf({ ...live, TOLLGATE_DEMO: "public" })).toMatchObject([{ name: "stripe" }])
})

it("[STRIPE-9] Stripe needs both of its secrets, under either name, and names the one that is missing", () => {
  const own = { TOLLGATE_STRIPE_SECRET_KEY: "sk_test_2", TOLLGATE_STRIPE_WEBHOOK_SECRET: "whsec_2" }
  expect(paymentsOf(own)).toEqual([{ name: "stripe", secretKey: "sk_test_2", webhookSecret: "whsec_2" }])
  expect(paymentsOf({ ...STRIPE, ...own })).toEqual(paymentsOf(own))
  for (const [name, value] of [
    ["STRIPE_SECRET_KEY", ""],
    ["STRIPE_SECRET_KEY", "pk_test_1"],
    ["TOLLGATE_STRIPE_SECRET_KEY", "pk_test_1"],
    ["STRIPE_WEBHOOK_SECRET", ""],
    ["STRIPE_WEBHOOK_SECRET", "sk_test_1"],
    ["TOLLGATE_STRIPE_URL", "stripe"],
  ] as const) {
    for (const named of [{}, { TOLLGATE_PAYMENTS: "stripe" }]) {
      const start = () => environment({ ...STRIPE, ...named, [name]: value })
      expect(start).toThrow(EnvironmentError)
      expect(start).toThrow(name)
      expect(start).not.toThrow(/_test_1/)
    }
  }
})

it("[RAZORPAY-9] Razorpay needs its key, the key's secret and the webhook's, and names the one that is missing", () => {
  const told = {
    RAZORPAY_KEY_ID: "rzp_test_1",
    RAZORPAY_KEY_SECRET: "hidden_1",
    RAZORPAY_WEBHOOK_SECRET: "hidden_2",
  }
  const razorpay = { keyId: "rzp_test_1", keySecret: "hidden_1", webhookSecret: "hidden_2" }
  expect(paymentsOf(told)).toEqual([{ name: "razorpay", ...razorpay }])
  expect(paymentsOf({ ...told, ...STRIPE })?.map(({ name }) => name)).toEqual(["stripe", "razorpay"])
  const reversed = { ...told, ...STRIPE, TOLLGATE_PAYMENTS: "razorpay,stripe" }
  expect(paymentsOf(reversed)?.map(({ name }) => name)).toEqual(["razorpay", "stripe"])
  for (const [name, value] of [
    ["RAZORPAY_KEY_ID", ""],
    ["RAZORPAY_KEY_ID", "hidden_1"],
    ["RAZORPAY_KEY_SECRET", ""],
    ["RAZORPAY_WEBHOOK_SECRET", ""],
    ["TOLLGATE_RAZORPAY_URL", "razorpay"],
  ] as const) {
    for (const named of [{}, { TOLLGATE_PAYMENTS: "razorpay" }]) {
      const start = () => environment({ ...told, ...named, [name]: value })
      expect(start).toThrow(EnvironmentError)
      expect(start).toThrow(name)
      expect(start).not.toThrow(/hidden_/)
    }
  }
  const live = { ...told, RAZORPAY_KEY_ID: "rzp_live_1", TOLLGATE_DEMO: "1" }
  expect(() => paymentsOf(live)).toThrow(/live keys/)
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
