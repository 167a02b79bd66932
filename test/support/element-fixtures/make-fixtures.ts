import { makeTraffic } from "@tollgate/server/simulator/make-traffic.ts"
import { readDelivery } from "@tollgate/server/simulator/testing-settle.ts"
import { settleEvents } from "@tollgate/server/spending/settle-events.ts"
import { appHost, type AppHost } from "../app-host.ts"
import { Caller } from "../client.ts"
import { exchange, setMoneyUp } from "./money.ts"
import { FIXTURE_STATES, type FixtureState } from "./states.ts"

/** What the server says of one wallet, for tests of the elements. */
export interface Fixture {
  readonly walletId: string
  /** When it was said. */
  readonly at: string
  /** Bodies by `GET <path with query>`. */
  readonly answers: Readonly<Record<string, unknown>>
  /** What was asked and answered besides, in this order. */
  readonly exchanges: readonly Exchange[]
}

/** A request that is not a `GET`, and its answer. */
export interface Exchange {
  /** `POST <path>`. */
  readonly request: string
  readonly body: object
  readonly status: number
  readonly answer: unknown
}

/** 2026-11-22T12:00:00Z. */
const NOW = Date.UTC(2026, 10, 22, 12)
const DAY_MS = 86_400_000
const DAY_SPAN_MS = 8 * 3_600_000
const SCOPES = ["balance:read", "usage:read", "statement:read", "topup:write", "settings:write"]

/** A fixture by the name of each state; the same bytes each time. */
export async function makeFixtures(): Promise<Readonly<Record<string, Fixture>>> {
  const fixtures: Record<string, Fixture> = {}
  for (const [index, state] of FIXTURE_STATES.entries()) {
    // A journal's instants never go back: the wallet is opened before anything happens in it.
    const host = appHost(NOW - state.messagesByDay.length * DAY_MS, { isDemo: true })
    const { partner, walletId } = await setUp(host, state)
    await live(host, state, index)
    await setMoneyUp(host.operator)
    const token = await partner.must(partner.post("/v1/portal-tokens", { walletId, scopes: SCOPES }))
    const reader = partner.as(token.token as string)
    await arrive(host.operator, reader, { state, walletId })
    fixtures[state.name] = { ...(await read(reader, walletId)), exchanges: await exchange(reader, walletId) }
  }
  return fixtures
}

async function setUp(
  { operator }: AppHost,
  { name, customer, wallet, phoneNumbers }: FixtureState,
): Promise<{ readonly partner: Caller; readonly walletId: string }> {
  const made = await operator.must(
    operator.post("/v1/partners", {
      id: "par",
      name: "Portal",
      allowedOrigins: [],
      supportEmail: "help@portal.example",
      overdraftMax: "1000000",
    }),
  )
  const partner = operator.as(made.secretKey as string)
  const [customerId, walletId] = [`cus_${name}`, `wal_${name}`]
  await partner.must(partner.post("/v1/customers", { id: customerId, ...customer }))
  await partner.must(partner.post("/v1/wallets", { id: walletId, customerId, ...wallet }))
  for (const [index, phoneNumber] of phoneNumbers.entries()) {
    await partner.must(partner.put(`/v1/senders/${senderId(name, index)}`, { walletId, phoneNumber }))
  }
  return { partner, walletId }
}

function senderId(name: string, index: number): string {
  return `${name}-sender-${index + 1}`
}

/** Top-up and traffic on the days on which they were. */
async function live(host: AppHost, state: FixtureState, seed: number): Promise<void> {
  const { name, topUp, messagesByDay, ranges, phoneNumbers, numbers = [] } = state
  if (topUp !== undefined) {
    const body = { amount: topUp, method: "manual", reference: "Bank transfer 4411" }
    await host.operator.must(host.operator.post(`/v1/wallets/wal_${name}/top-ups`, body))
  }
  for (const [index, number] of numbers.entries()) {
    const path = `/v1/wallets/wal_${name}/numbers/${senderId(name, index)}`
    await host.operator.must(host.operator.patch(path, number))
  }
  const senders = phoneNumbers.map((phoneNumber, index) => ({
    id: senderId(name, index),
    phoneNumber: phoneNumber.slice(1),
    ...(ranges === undefined ? {} : { ranges }),
  }))
  for (const [day, messages] of messagesByDay.entries()) {
    const endsAt = NOW - (messagesByDay.length - 1 - day) * DAY_MS - 60_000
    const deliveries = makeTraffic({
      seed: seed * 1_000 + day,
      senders,
      provider: "meta",
      messages,
      startAt: endsAt - DAY_SPAN_MS,
      spanMs: DAY_SPAN_MS,
    })
    host.now = endsAt + 30_000
    const events = deliveries.flatMap((delivery) => readDelivery(delivery, host.now).events)
    await settleEvents(host.test.deps, events, null)
  }
  host.now = NOW
}

/** The last steps to the state: what is held, what is being paid, how it recharges, and whether it is suspended. */
async function arrive(
  operator: Caller,
  reader: Caller,
  { state, walletId }: { readonly state: FixtureState; readonly walletId: string },
): Promise<void> {
  const wallet = `/v1/wallets/${walletId}`
  if (state.heldMessages !== undefined) {
    const messages = [{ market: "India", category: "utility", count: state.heldMessages }]
    const body = { id: "hold", senderId: senderId(state.name, 0), messages }
    await operator.must(operator.post("/v1/authorizations", body))
  }
  if (state.autoRecharge !== undefined) {
    await reader.must(reader.put(`${wallet}/auto-recharge`, { enabled: true, ...state.autoRecharge }))
  }
  if (state.pendingTopUp !== undefined) {
    await reader.must(reader.post(`${wallet}/top-ups`, { amount: state.pendingTopUp, method: "checkout" }))
  }
  if (state.isSuspended === true) {
    await operator.must(operator.patch(wallet, { status: "suspended" }))
  }
}

/** Days that `usage` is asked for, as `[from, to)`, in the days of the fixtures. */
const WEEK = "from=2026-11-16&to=2026-11-23"
const MONTH = "from=2026-10-24&to=2026-11-23"

async function read(reader: Caller, walletId: string): Promise<Omit<Fixture, "exchanges">> {
  const wallet = `/v1/wallets/${walletId}`
  const answers: Record<string, unknown> = {}
  for (const path of [
    `${wallet}/summary`,
    `${wallet}/numbers?limit=10`,
    `${wallet}/usage?${WEEK}&interval=day&groupBy=category,type`,
    `${wallet}/usage?${MONTH}&interval=day&groupBy=category,type`,
    `${wallet}/usage?${MONTH}&interval=month&groupBy=market`,
    `${wallet}/usage?${MONTH}&interval=month&groupBy=sender`,
    `${wallet}/usage?${MONTH}&interval=month&groupBy=channel`,
  ]) {
    answers[`GET ${path}`] = await reader.must(reader.get(path))
  }
  return { walletId, at: new Date(NOW).toISOString(), answers }
}
