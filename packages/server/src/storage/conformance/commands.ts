import type { Changes, WalletState } from "@tollgate/engine"
import { expect, test } from "vitest"
import { changesOf, entryRow, loadedState, NOW, openWallet, WIDE, write } from "../conformance-rows.ts"
import { StoreUnavailableError } from "../store-unavailable.ts"
import type { Answer, Executed, Replay, WalletCommand, WalletStore } from "../wallet-store.ts"
import { onStore, type MakeStoreHost } from "./host.ts"

/** Takes one from the balance while there is something left: one entry each. */
function spendOne(replay?: Replay): WalletCommand {
  return {
    names: () => ({ dueBy: 0 }),
    decide: ({ wallet }) => {
      if (wallet.balance < 1n) return { answer: { status: 402, body: { left: "0" } } }
      const balance = wallet.balance - 1n
      const sequence = wallet.sequence + 1
      const changes = changesOf({
        wallet: { ...wallet, balance, sequence },
        entries: [entryRow({ walletId: wallet.id, sequence, balanceAfter: balance })],
        accounts: [["customer:available", balance]],
      })
      return { answer: { status: 200, body: { left: balance.toString(), sequence } }, changes }
    },
    ...(replay === undefined ? {} : { replay }),
  }
}

function answerOf(executed: Executed): Answer {
  if (executed.kind !== "answered" && executed.kind !== "replayed") throw new Error(executed.kind)
  return executed.answer
}

function writing(given: Partial<Changes>): WalletCommand {
  return {
    names: () => ({ dueBy: 0 }),
    decide: () => ({ answer: { status: 200, body: null }, changes: changesOf(given) }),
  }
}

async function balancesOf(store: WalletStore, ids: readonly string[]): Promise<(bigint | undefined)[]> {
  const wallets = await Promise.all(ids.map((id) => store.wallet(id)))
  return wallets.map((wallet) => wallet?.balance)
}

export function commandTests(makeHost: MakeStoreHost): void {
  test("[STORE-20] opening makes a wallet once, and answers from it ever after", () =>
    onStore(makeHost, async (store) => {
      const wallet = await openWallet(store, { balance: WIDE })
      expect(await store.wallet("wal_1")).toEqual(wallet)
      const again = await store.open("wal_1", (existing) => ({
        answer: { status: 409, body: { has: existing?.balance.toString() } },
      }))
      expect(again).toEqual({ kind: "answered", answer: { status: 409, body: { has: WIDE.toString() } } })
      expect(await store.wallet("wal_1")).toEqual(wallet)
      expect(await store.wallet("wal_2")).toBeUndefined()
    }))

  test("[STORE-20] a command for a wallet that is not there is not asked", () =>
    onStore(makeHost, async (store) => {
      expect(await store.execute("wal_none", spendOne())).toEqual({ kind: "no_wallet" })
    }))

  test("[STORE-20] commands sent at once spend a budget exactly, from two handles", () =>
    onStore(makeHost, async (store, another) => {
      const other = await another()
      await openWallet(store, { balance: 40n })
      const sent = Array.from({ length: 60 }, (_, index) =>
        (index % 2 === 0 ? store : other).execute("wal_1", spendOne()),
      )
      const statuses = (await Promise.all(sent)).map((executed) => answerOf(executed).status)
      expect(statuses.filter((status) => status === 200)).toHaveLength(40)
      expect(statuses.filter((status) => status === 402)).toHaveLength(20)

      expect((await store.wallet("wal_1"))?.balance).toBe(0n)
      const entries = await other.entries("wal_1", { limit: 100 })
      expect(entries.map((entry) => entry.sequence)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1))
      expect(entries.map((entry) => entry.balanceAfter)).toEqual(
        Array.from({ length: 40 }, (_, at) => BigInt(39 - at)),
      )
      expect((await loadedState(other, {})).accounts.get("customer:available")).toBe(0n)
    }))

  test("[STORE-18] a handle sees at once what another one wrote", () =>
    onStore(makeHost, async (store, another) => {
      const other = await another()
      await openWallet(store, { balance: 10n })
      for (let left = 9n; left >= 0n; left -= 1n) {
        const handle = left % 2n === 0n ? store : other
        expect(answerOf(await handle.execute("wal_1", spendOne())).body).toMatchObject({
          left: left.toString(),
        })
      }
    }))

  test("[STORE-11] a decision that throws rejects alone, and nothing of it is written", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store, { balance: 10n })
      const bug = new Error("a bug")
      const failing = (at: "names" | "decide"): WalletCommand => ({
        names: () => {
          if (at === "names") throw bug
          return { dueBy: 0 }
        },
        decide: () => {
          throw bug
        },
        replay: { key: `key-${at}`, fingerprint: "f", keepUntil: null },
      })
      const results = await Promise.allSettled([
        store.execute("wal_1", spendOne()),
        store.execute("wal_1", failing("decide")),
        store.execute("wal_1", spendOne()),
        store.execute("wal_1", failing("names")),
        store.execute("wal_1", spendOne()),
      ])
      expect(results.map((result) => result.status)).toEqual([
        "fulfilled",
        "rejected",
        "fulfilled",
        "rejected",
        "fulfilled",
      ])
      for (const result of results) if (result.status === "rejected") expect(result.reason).toBe(bug)
      expect((await store.wallet("wal_1"))?.balance).toBe(7n)
      expect(await store.entries("wal_1", { limit: 10 })).toHaveLength(3)
      // Its key is still free.
      const retried = await store.execute(
        "wal_1",
        spendOne({ key: "key-decide", fingerprint: "g", keepUntil: null }),
      )
      expect(retried.kind).toBe("answered")
    }))

  test("[STORE-12] a write that fails leaves nothing behind, and the store goes on", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store, { balance: 10n })
      await openWallet(store, { id: "wal_2", balance: 10n })
      await store.execute("wal_1", spendOne())
      // Its entry takes a place that is taken: the row of the wallet and the account before it must not stay either.
      const failing = writing({
        wallet: { ...(await openRow(store)), balance: 1_000n },
        accounts: [["customer:available", 1_000n]],
        grants: [],
        entries: [entryRow({ sequence: 1 })],
      })
      const results = await Promise.allSettled([
        store.execute("wal_1", spendOne()),
        store.execute("wal_2", spendOne()),
        store.execute("wal_1", failing),
        store.execute("wal_2", spendOne()),
      ])
      expect(results[2]?.status).toBe("rejected")
      for (const result of results) {
        if (result.status === "rejected") expect(result.reason).toBeInstanceOf(StoreUnavailableError)
      }
      // Whoever was told that it is done, is; whoever was not, is not.
      const done = (...places: number[]): bigint =>
        BigInt(places.filter((place) => results[place]?.status === "fulfilled").length)
      const expected = [9n - done(0), 10n - done(1, 3)]
      expect(await balancesOf(store, ["wal_1", "wal_2"])).toEqual(expected)

      await Promise.all([store.execute("wal_1", spendOne()), store.execute("wal_2", spendOne())])
      expect(await balancesOf(store, ["wal_1", "wal_2"])).toEqual(
        expected.map((balance) => (balance ?? 0n) - 1n),
      )
      const { accounts } = await loadedState(store, {})
      expect(accounts.get("customer:available")).toBe((expected[0] ?? 0n) - 1n)
    }))

  test("[STORE-13] a request that comes again gets the answer of the first", () =>
    onStore(makeHost, async (store, another) => {
      await openWallet(store, { balance: 10n })
      const replay = { key: "tenant POST /x key", fingerprint: "one", keepUntil: null }
      const together = await Promise.all([
        store.execute("wal_1", spendOne(replay)),
        store.execute("wal_1", spendOne(replay)),
      ])
      const first = { status: 200, body: { left: "9", sequence: 1 } }
      expect(together).toEqual([
        { kind: "answered", answer: first },
        { kind: "replayed", answer: first },
      ])
      expect(await (await another()).execute("wal_1", spendOne(replay))).toEqual({
        kind: "replayed",
        answer: first,
      })
      const reused = await store.execute("wal_1", spendOne({ ...replay, fingerprint: "two" }))
      expect(reused).toEqual({ kind: "key_reused" })
      expect((await store.wallet("wal_1"))?.balance).toBe(9n)
    }))

  test("[STORE-13] refusals are kept too, unless the decision says that they are not", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const answering = (status: number, key: string, isKept?: boolean): WalletCommand => ({
        names: () => ({ dueBy: 0 }),
        decide: () => ({
          answer: { status, body: [status] },
          ...(isKept === undefined ? {} : { keep: isKept }),
        }),
        replay: { key, fingerprint: "f", keepUntil: NOW },
      })
      await store.execute("wal_1", answering(422, "kept"))
      expect(await store.execute("wal_1", answering(200, "kept"))).toEqual({
        kind: "replayed",
        answer: { status: 422, body: [422] },
      })
      await store.execute("wal_1", answering(503, "dropped", false))
      expect(await store.execute("wal_1", answering(200, "dropped"))).toEqual({
        kind: "answered",
        answer: { status: 200, body: [200] },
      })
    }))

  test("[STORE-13] opening a wallet replays as well", () =>
    onStore(makeHost, async (store) => {
      const replay = { key: "open", fingerprint: "one", keepUntil: null }
      const open = (fingerprint: string): Promise<Executed> =>
        store.open("wal_1", () => ({ answer: { status: 201, body: { id: "wal_1" } } }), {
          ...replay,
          fingerprint,
        })
      expect((await open("one")).kind).toBe("answered")
      expect((await open("one")).kind).toBe("replayed")
      expect((await open("two")).kind).toBe("key_reused")
    }))

  test("[STORE-21] a decision that needs more is asked again with all that it then names", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await write(store, { counters: [{ month: 24_321, key: "k", used: 3, reserved: 1 }] })
      const seen: WalletState[] = []
      const executed = await store.execute("wal_1", {
        names: () => ({ dueBy: 0 }),
        decide: (state) => {
          seen.push(structuredClone(state))
          if (state.months.has(24_321)) return { answer: { status: 200, body: "done" } }
          return { more: { dueBy: 0, months: [24_321] } }
        },
      })
      expect(answerOf(executed).body).toBe("done")
      expect(seen.map((state) => state.counters.size)).toEqual([0, 1])
    }))

  test("[STORE-21] a decision that never has enough is a bug, and rejects alone", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store, { balance: 3n })
      const insatiable: WalletCommand = {
        names: () => ({ dueBy: 0 }),
        decide: () => ({ more: { dueBy: 0 } }),
      }
      const [endless, fine] = await Promise.allSettled([
        store.execute("wal_1", insatiable),
        store.execute("wal_1", spendOne()),
      ])
      expect(endless?.status).toBe("rejected")
      expect(fine?.status).toBe("fulfilled")
    }))
}

async function openRow(store: WalletStore) {
  const wallet = await store.wallet("wal_1")
  if (wallet === undefined) throw new Error("the wallet is not there")
  return wallet
}
