import { applyD1Migrations, SELF } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { expect } from "vitest"
import { workerClock } from "../../src/runtime/worker/worker-deps.ts"

export const NOW: number = Date.UTC(2026, 10, 22, 12)
export const RECIPIENT = "919876543210"
/** What one marketing message to India costs by the plan `gupshup`. */
export const MARKETING = "0.013508"

/** The clock of the Worker under test. */
export const clock: { now: number } = { now: NOW }

export interface Sent {
  readonly key?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}
export interface Answered {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, or the text of another type. */
  // oxlint-disable-next-line typescript/no-explicit-any -- what a test reads of an answer fails there if it is not so
  readonly body: any
}

/** Once a file: the catalog's tables, and the clock of these tests. */
export async function setUp(): Promise<void> {
  await applyD1Migrations(env.CATALOG, [...env.D1_MIGRATIONS])
  workerClock.now = () => clock.now
}

/** A request from outside, by the operator unless another key is given. */
export async function send(
  method: string,
  path: string,
  { key = env.TOLLGATE_OPERATOR_KEY, body, headers = {} }: Sent = {},
): Promise<Answered> {
  const isText = typeof body === "string"
  const response = await SELF.fetch(new URL(path, "https://billing.example.com").href, {
    method,
    redirect: "manual",
    headers: {
      ...(key === "" ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined || isText ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get("content-type")?.includes("json") === true
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

/** The body of an answer that must be of 2xx. */
export async function must(method: string, path: string, sent?: Sent): Promise<Answered["body"]> {
  const answer = await send(method, path, sent)
  expect([path, answer.status >= 200 && answer.status < 300, answer.body]).toEqual([path, true, answer.body])
  return answer.body
}

export interface Tenant {
  readonly walletId: string
  readonly wallet: string
  readonly senderId: string
  readonly customerId: string
}

/** A partner, customer, wallet and sender, whose ids begin with the name. */
export async function makeTenant(name: string, credit?: string): Promise<Tenant> {
  const [customerId, walletId, senderId] = [`${name}-customer`, `${name}-wallet`, `${name}-sender`]
  await must("POST", "/v1/partners", { body: { id: name, name, allowedOrigins: [] } })
  const customer = { id: customerId, partnerId: name, name, timezone: "Asia/Kolkata" }
  await must("POST", "/v1/customers", { body: customer })
  await must("POST", "/v1/wallets", {
    body: { id: walletId, customerId, currency: "USD", planId: "gupshup" },
  })
  await must("PUT", `/v1/senders/${senderId}`, { body: { walletId, phoneNumber: "+14155550100" } })
  const wallet = `/v1/wallets/${walletId}`
  if (credit !== undefined)
    await must("POST", `${wallet}/top-ups`, { body: { amount: credit, method: "manual" } })
  return { walletId, wallet, senderId, customerId }
}

export function delivered(senderId: string, messageId: string, more: object = {}): object {
  const occurredAt = new Date(clock.now).toISOString()
  return {
    senderId,
    messageId,
    recipient: RECIPIENT,
    kind: "delivered",
    category: "marketing",
    occurredAt,
    ...more,
  }
}

export async function balance({ wallet }: Tenant): Promise<string> {
  return (await must("GET", wallet)).balance
}

/** Expects that the books of a wallet are what its journal says. */
export async function expectSound({ walletId }: Tenant): Promise<void> {
  expect((await env.WALLET.getByName(walletId).verify()).findings).toEqual([])
}
