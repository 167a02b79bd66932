import { DAY_MS, type JournalEntry, type Micros, type QuoteMessage, type UsageEvent } from "@tollgate/engine"
import { buildEvent, NOW } from "@tollgate/engine/testing"
import { describe, expect, test } from "vitest"
import { verifyWallet } from "../../verify/verify-wallet.ts"
import type { Executed, WalletStore } from "../wallet-store.ts"
import { EngineCommands } from "./engine-commands.ts"
import { onStore, type MakeStoreHost } from "./host.ts"

const HOUR_MS = 3_600_000
const AUTHORIZATIONS = 100
const PAID = 37
const ROUNDS = 12

/**
 * The engine's own commands on a store: sent at once from two handles, sent again, and under a clock that jumps. Each
 * test ends with a verification of the whole wallet.
 */
export function describeEngine(name: string, makeHost: MakeStoreHost): void {
  describe(`the engine on a store: ${name}`, () => {
    test("[INV-2] authorizations sent at once succeed as often as the balance pays for one, whoever sends them", () =>
      onStore(makeHost, async (store, another) => {
        const [near, far] = [new EngineCommands(store), new EngineCommands(await another())]
        const price = await priceOfOne(store)
        await near.open()
        await near.topUp("top_1", price * BigInt(PAID + 1) - 1n)
        const answers = await Promise.all(
          Array.from({ length: AUTHORIZATIONS }, (_, at) => authorize(at % 2 === 0 ? near : far, at)),
        )
        const statuses = answers.map(statusOf)
        expect(statuses.filter((status) => status === 200)).toHaveLength(PAID)
        expect(statuses.filter((status) => status === 409)).toHaveLength(AUTHORIZATIONS - PAID)
        const wallet = await store.wallet("wal_1")
        expect(wallet!.held).toBe(price * BigInt(PAID))
        expect(wallet!.balance - wallet!.held).toBe(price - 1n)
        await expectSound(store)
      }))

    test("[INV-3] deliveries told at once by several, in several orders, are charged once", () =>
      onStore(makeHost, async (store, another) => {
        const [near, far] = [new EngineCommands(store), new EngineCommands(await another())]
        const price = await priceOfOne(store)
        await near.open()
        await near.topUp("top_1", price * BigInt(PAID))
        await Promise.all(Array.from({ length: PAID }, (_, at) => authorize(near, at)))
        const events = Array.from({ length: PAID }, (_, at) => delivered(at))
        const answers = await Promise.all([
          ...events.map((event, at) => near.settle(`near_${at}`, [event])),
          ...events.map((event, at) => far.settle(`far_${at}`, [event])).reverse(),
          far.settle("all", events),
        ])
        const charges = await store.charges("wal_1", { limit: 1_000 })
        expect(charges.filter(({ trigger }) => trigger === "delivered")).toHaveLength(PAID)
        expect(answers.map(chargedOf).reduce((sum, amount) => sum + amount, 0n)).toBe(price * BigInt(PAID))
        expect(await store.wallet("wal_1")).toMatchObject({ balance: 0n, held: 0n })
        await expectSound(store)
      }))

    test("[INV-7] requests that are sent again, with others between them, are done once", () =>
      onStore(makeHost, async (store) => {
        const engine = new EngineCommands(store)
        await engine.open()
        const send = (id: string): Promise<Executed> =>
          engine.topUp(id, 5n, { replay: { key: `POST ${id}`, fingerprint: id, keepUntil: null } })
        const ids = Array.from({ length: 20 }, (_, at) => `top_${at}`)
        const answers = await Promise.all([...ids, ...ids.toReversed(), ...ids].map(send))
        expect(answers.filter(({ kind }) => kind === "answered")).toHaveLength(ids.length)
        expect(answers.filter(({ kind }) => kind === "replayed")).toHaveLength(2 * ids.length)
        expect((await store.wallet("wal_1"))?.balance).toBe(5n * BigInt(ids.length))
        await expectSound(store)
      }))

    test("[STORE-10] [INV-12] commands that share commits write the journal that they write one by one", async () => {
      const journals: (readonly JournalEntry[])[] = []
      for (const way of ["at once", "one by one"]) {
        await onStore(makeHost, async (store) => {
          const engine = new EngineCommands(store)
          await engine.open()
          const commands = mixedCommands(engine)
          if (way === "at once") await Promise.all(commands.map((run) => run()))
          else for (const run of commands) await run()
          journals.push(await store.entries("wal_1", { limit: 1_000 }))
          await expectSound(store)
        })
      }
      expect(journals[0]!.length).toBeGreaterThan(ROUNDS * 2)
      expect(journals[0]).toEqual(journals[1])
    })

    test("[LED-6] a clock that jumps a month ahead and an hour back loses nothing and doubles nothing", () =>
      onStore(makeHost, async (store) => {
        const engine = new EngineCommands(store)
        const price = await priceOfOne(store)
        await engine.open()
        const later = NOW + 31 * DAY_MS
        await engine.topUp("top_1", price * 10n)
        await authorize(engine, 0)
        await authorize(engine, 1)
        // Their hold expires by the jump; both are charged all the same.
        await engine.settle("ahead", [delivered(0, later)], { now: later })
        await authorize(engine, 2, later)
        await engine.settle("back", [delivered(1, later), delivered(2, later)], { now: later - HOUR_MS })
        await authorize(engine, 3, later - HOUR_MS)
        await engine.topUp("top_2", price, { now: later - HOUR_MS })
        const again = [0, 1, 2].map((at) => delivered(at, later))
        expect(chargedOf(await engine.settle("again", again, { now: later - HOUR_MS }))).toBe(0n)
        expect(chargedOf(await engine.settle("and again", again, { now: later }))).toBe(0n)
        await engine.expire("expire", { now: later + 2 * HOUR_MS })

        const charges = await store.charges("wal_1", { limit: 100 })
        const charged = charges.map(({ whatsappFee, otherFees }) => BigInt(whatsappFee + otherFees))
        expect(charges.filter(({ trigger }) => trigger === "delivered")).toHaveLength(3)
        expect(await store.wallet("wal_1")).toMatchObject({
          balance: price * 11n - charged.reduce((sum, amount) => sum + amount, 0n),
          held: 0n,
        })
        const entries = await store.entries("wal_1", { limit: 100 })
        const times = entries.map(({ at }) => at)
        expect(times).toEqual(times.toSorted((left, right) => left - right))
        await expectSound(store, later + 2 * HOUR_MS)
      }))
  })
}

/** What a hold of one message takes, as another wallet finds out. */
async function priceOfOne(store: WalletStore): Promise<Micros> {
  const probe = new EngineCommands(store, "wal_probe")
  await probe.open()
  await probe.topUp("top_probe", 1_000_000n)
  await authorize(probe, 0)
  const wallet = await store.wallet("wal_probe")
  return wallet!.held
}

/** Of every kind, so that each depends on those before it: some are refused, some find nothing left to charge. */
function mixedCommands(engine: EngineCommands): (() => Promise<Executed>)[] {
  return Array.from({ length: ROUNDS }, (_, at) => [
    () => engine.topUp(`top_${at}`, 30_000n),
    () => authorize(engine, at),
    () => authorize(engine, ROUNDS + at),
    () => engine.settle(`settle_${at}`, [delivered(at), delivered(at >> 1), delivered(ROUNDS + (at >> 2))]),
    () => engine.expire(`expire_${at}`),
  ]).flat()
}

const MESSAGE: QuoteMessage = { to: buildEvent().recipient, category: "marketing", count: 1 }

function authorize(engine: EngineCommands, at: number, now: number = NOW): Promise<Executed> {
  return engine.authorize(`hld_${at}`, [{ ...MESSAGE, messageId: `m${at}` }], { now })
}

function delivered(at: number, occurredAt: number = NOW): UsageEvent {
  return buildEvent({ messageIds: [`m${at}`], occurredAt })
}

function statusOf(executed: Executed): number {
  if (executed.kind !== "answered") throw new Error(executed.kind)
  return executed.answer.status
}

function chargedOf(executed: Executed): Micros {
  if (executed.kind !== "answered") throw new Error(executed.kind)
  return BigInt((executed.answer.body as { readonly charged: string }).charged)
}

async function expectSound(store: WalletStore, now: number = NOW): Promise<void> {
  const { entries, findings } = await verifyWallet(store, "wal_1", [], now)
  expect(findings).toEqual([])
  expect(entries).toBe((await store.wallet("wal_1"))?.sequence)
}
