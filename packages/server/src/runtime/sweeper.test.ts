import {
  decideAuthorize,
  decideOpen,
  decideTopUp,
  decideUpdate,
  namesOfAuthorize,
  namesOfTopUp,
  namesOfUpdate,
} from "@tollgate/engine"
import {
  buildFacts,
  buildPlan,
  buildSender,
  buildVersion,
  KOLKATA,
  RECIPIENT_KEY,
} from "@tollgate/engine/testing"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { mapDecision } from "../spending/execute.ts"
import { expireDue } from "../spending/expire-due.ts"
import { keepInStep } from "../spending/keep-in-step.ts"
import { makeTenant, testApp, type TestApp } from "../testing/test-app.ts"
import { startSweeper } from "./sweeper.ts"

const HOLD_MS = 60_000

// Only the sweeper's timers: the store waits for turns of the event loop, which go on.
beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }))
afterEach(() => vi.useRealTimers())

const answered = { status: 200, body: null }

/** A wallet with 1 unit and an open hold that expires after `HOLD_MS`. */
async function walletWithHold({ deps, now }: TestApp, walletId: string, customerId: string): Promise<void> {
  const opening = { commandId: "c1", id: walletId, customerId, currency: "USD", recipientKey: RECIPIENT_KEY }
  await deps.wallets.open(walletId, (existing) =>
    mapDecision(decideOpen(existing, opening, KOLKATA, now), () => answered),
  )
  const facts = buildFacts(buildPlan([buildVersion()]))
  const topUp = { commandId: "c2", id: "top_1", method: "manual", amount: 1_000_000n, reference: "" } as const
  await deps.wallets.execute(walletId, {
    names: () => namesOfTopUp(topUp, now),
    decide: (state) => mapDecision(decideTopUp(state, topUp, facts, now), () => answered),
  })
  const messages = [{ to: "919876543210", category: "marketing", count: 1 }] as const
  const hold = { commandId: "c3", id: "hld_1", fingerprint: "", sender: buildSender(), messages }
  const authorize = { ...hold, expiresAt: now + HOLD_MS }
  await deps.wallets.execute(walletId, {
    names: () => namesOfAuthorize(authorize, now),
    decide: (state) => mapDecision(decideAuthorize(state, authorize, facts, now), () => answered),
  })
}

it("[RUN-5] sweeps expire what is due and tell alerts into the log; a failed sweep is logged and comes again", async () => {
  const test = testApp()
  const { walletId, customerId } = await makeTenant(test, "a")
  await walletWithHold(test, walletId, customerId)
  const held = async () => (await test.deps.wallets.wallet(walletId))?.held
  expect(await held()).toBeGreaterThan(0n)

  let failures = 1
  const dueWallets = (at: number, limit: number) =>
    failures-- > 0 ? Promise.reject(new Error("no")) : test.deps.wallets.dueWallets(at, limit)
  const sweeper = startSweeper({ ...test.deps, wallets: { ...test.deps.wallets, dueWallets } })
  test.now += HOLD_MS
  try {
    await vi.advanceTimersByTimeAsync(1_000)
    await vi.waitUntil(() => test.logged.some(({ message }) => message === "sweep failed"))
    expect(await held()).toBeGreaterThan(0n)
    await vi.advanceTimersByTimeAsync(1_000)
    await vi.waitUntil(async () => (await held()) === 0n)
    await vi.waitUntil(() => test.logged.some(({ facts }) => facts["topic"] === "topup.succeeded"))
    expect(await test.deps.wallets.outbox(10)).toEqual([])
  } finally {
    await sweeper.stop()
  }
  const swept = test.logged.length
  await vi.advanceTimersByTimeAsync(10_000)
  expect(test.logged).toHaveLength(swept)
})

it("[RUN-5] a payment provider that does not answer holds up nothing that falls due", async () => {
  const test = testApp()
  const { walletId, customerId } = await makeTenant(test, "a")
  await walletWithHold(test, walletId, customerId)
  let asked = 0
  const answer = Promise.withResolvers<never[]>()
  const pendingTopUps = () => {
    asked += 1
    return answer.promise
  }
  const sweeper = startSweeper({ ...test.deps, wallets: { ...test.deps.wallets, pendingTopUps } })
  try {
    await vi.advanceTimersByTimeAsync(200_000)
    await vi.waitUntil(() => asked === 1)
    test.now += HOLD_MS
    await vi.advanceTimersByTimeAsync(1_000)
    await vi.waitUntil(async () => (await test.deps.wallets.wallet(walletId))?.held === 0n)
    // Those whose turn came meanwhile are one.
    answer.resolve([])
    await vi.waitUntil(() => asked === 2)
  } finally {
    await sweeper.stop()
  }
  expect(asked).toBe(2)
})

it("[RUN-5] a wallet whose expiry fails holds up no other wallet", async () => {
  const test = testApp()
  const [broken, whole] = [await makeTenant(test, "a"), await makeTenant(test, "b")]
  for (const { walletId, customerId } of [broken, whole]) await walletWithHold(test, walletId, customerId)
  test.now += HOLD_MS
  const execute: typeof test.deps.wallets.execute = (walletId, command) =>
    walletId === broken.walletId
      ? Promise.reject(new Error("broken"))
      : test.deps.wallets.execute(walletId, command)
  await expect(expireDue({ ...test.deps, wallets: { ...test.deps.wallets, execute } })).rejects.toThrow(
    "broken",
  )
  const held = async ({ walletId }: { walletId: string }) => (await test.deps.wallets.wallet(walletId))?.held
  expect([await held(broken), await held(whole)]).toEqual([expect.any(BigInt), 0n])
  expect(await held(broken)).toBeGreaterThan(0n)
})

it("[RUN-6] a wallet that was closed before the directory heard of it is closed there by the hourly sweep", async () => {
  const test = testApp()
  const { walletId, customerId } = await makeTenant(test, "a")
  const opening = { commandId: "c1", id: walletId, customerId, currency: "USD", recipientKey: RECIPIENT_KEY }
  await test.deps.wallets.open(walletId, (existing) =>
    mapDecision(decideOpen(existing, opening, KOLKATA, test.now), () => answered),
  )
  const closing = { commandId: "c2", settings: { status: "closed" } } as const
  const zones = { customerZone: KOLKATA, rollupZone: KOLKATA }
  await test.deps.wallets.execute(walletId, {
    names: () => namesOfUpdate(test.now, closing.settings),
    decide: (state) => mapDecision(decideUpdate(state, closing, zones, test.now), () => answered),
  })
  const isClosed = async () => (await test.deps.catalog.walletPlace(walletId))?.isClosed
  expect(await isClosed()).toBe(false)
  const place = (await test.deps.catalog.walletPlace(walletId))!
  await keepInStep(test.deps, place)
  expect(await isClosed()).toBe(true)
})
