import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { Deps } from "../../src/deps.ts"
import { linkHost, PUBLIC_URL, type LinkHost } from "../../src/links/testing-links.ts"
import { applyPaymentEvent } from "../../src/payments/apply-payment-event.ts"
import { POSTGRES_CATALOG_MIGRATIONS } from "../../src/storage/postgres/catalog-schema.ts"
import { connectPostgres } from "../../src/storage/postgres/connect.ts"
import { migratePostgres } from "../../src/storage/postgres/migrate.ts"
import { postgresCatalog } from "../../src/storage/postgres/postgres-catalog.ts"
import { listenPostgres } from "../../src/storage/postgres/postgres-feed.ts"
import { createPostgresWalletStore } from "../../src/storage/postgres/postgres-wallet-store.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../../src/storage/postgres/schema.ts"
import { findPostgres, startPostgres, type RunningPostgres } from "../../src/testing/start-postgres.ts"
import { TEST_NOW, testApp, type Answered, type TestApp } from "../../src/testing/test-app.ts"
import { systemTimer } from "../../src/timer.ts"
import { verifyWallet } from "../../src/verify/verify-wallet.ts"

const CONNECTIONS_EACH = 4
const ROUNDS = 5
const AT_ONCE = 8
const NUMBERS = ["snd_a", "snd_b", "snd_c"]
const found = await findPostgres()

describe.skipIf("reason" in found)(
  `two servers on one Postgres${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    let postgres: RunningPostgres
    let url: string
    let host: LinkHost
    let servers: readonly TestApp[]
    let closing: (() => Promise<void>)[]

    beforeAll(async () => {
      if (!("reason" in found)) postgres = await startPostgres(found.binaries)
    })
    afterAll(() => postgres.stop())

    beforeEach(async () => {
      url = await postgres.create()
      closing = []
      host = await linkHost({}, { overrides: await open("one") })
      const config = { isDemo: true, publicUrl: PUBLIC_URL }
      const { payments } = host.test.deps
      const other = testApp(config, {
        ...(await open("two")),
        ...(payments === undefined ? {} : { payments }),
      })
      servers = [host.test, other]
    })
    /** Whatever a test did, the books are sound. */
    afterEach(async () => {
      await host.settled()
      const { findings } = await verifyWallet(host.test.deps.wallets, host.tenant.walletId, [], TEST_NOW)
      expect(findings).toEqual([])
      for (const close of closing) await close()
      await postgres.drop(url)
    })

    /** A server's own connections; no two of them make the same id. */
    async function open(name: string): Promise<Partial<Deps>> {
      const sql = connectPostgres(url, CONNECTIONS_EACH)
      await migratePostgres(sql, "catalog", POSTGRES_CATALOG_MIGRATIONS)
      await migratePostgres(sql, "wallets", POSTGRES_WALLET_MIGRATIONS)
      const feed = await listenPostgres(sql, name, systemTimer)
      const wallets = createPostgresWalletStore(sql)
      closing.push(async () => {
        await feed.close()
        await wallets.close()
      })
      let made = 0
      return {
        catalog: postgresCatalog(sql, feed, () => TEST_NOW),
        wallets,
        ids: (prefix) => `${prefix}_${name}${++made}`,
        random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      }
    }

    const send = (server: number, ...sent: Parameters<TestApp["send"]>): Promise<Answered> =>
      servers[server % servers.length]!.send(...sent)

    async function addNumbers(): Promise<void> {
      for (const [place, id] of NUMBERS.entries()) {
        const body = { walletId: host.tenant.walletId, phoneNumber: `+1415555000${place}` }
        await host.test.send("PUT", `/v1/senders/${id}`, { key: host.tenant.key, body })
      }
    }

    const setPart = (server: number, senderId: string, amount: string): Promise<Answered> =>
      send(server, "PATCH", `${host.wallet}/numbers/${senderId}`, {
        key: host.tenant.key,
        body: { amount, mayUseShared: false },
      })

    const numbers = async (): Promise<Answered["body"]> =>
      (await send(1, "GET", `${host.wallet}/numbers`, { key: host.tenant.key })).body

    it("[LINK-7, LINK-14] many at once on a link for one payment begin one", async () => {
      for (let round = 1; round <= ROUNDS; round++) {
        const { path } = await host.makeLink({ amount: "100" })
        const begin = (server: number) =>
          send(server, "POST", `/v1${path}/top-ups`, { key: "", body: { amount: "100", total: "100" } })
        const begun = await Promise.all(Array.from({ length: AT_ONCE }, (_, server) => begin(server)))
        expect(begun.filter(({ status }) => status !== 201 && status !== 429)).toEqual([])
        const led = begun.filter(({ status }) => status === 201)
        expect(new Set(led.map(({ body }) => body.reference)).size).toBe(1)
        const { data } = (await send(1, "GET", `${host.wallet}/top-ups?limit=200`)).body
        expect(data).toHaveLength(round)
        for (const _ of [1, 2]) await host.answerCheckout(led[0]!.body.checkoutUrl, "pay")
        expect((await send(1, "GET", host.wallet)).body.balance).toBe(String(100 * round))
      }
    })

    it("[ALLOT-4, NUM-2] parts set at once never move more than there is", async () => {
      await addNumbers()
      const body = { amount: "100", method: "manual" }
      await host.test.send("POST", `${host.wallet}/top-ups`, { body })
      for (let round = 0; round < ROUNDS; round++) {
        const both = await Promise.all([setPart(0, "snd_a", "60"), setPart(1, "snd_b", "60")])
        expect(both.map(({ status }) => status).toSorted()).toEqual([200, 402])
        expect(await numbers()).toMatchObject({ shared: "40", allotted: "60" })
        const same = await Promise.all(["30", "70"].map((amount, server) => setPart(server, "snd_c", amount)))
        expect(same.map(({ status }) => status).toSorted()).toEqual([200, 402])
        expect(await numbers()).toMatchObject({ shared: "10", allotted: "90" })
        const back = await Promise.all(NUMBERS.map((senderId, server) => setPart(server, senderId, "0")))
        expect(back.map(({ status }) => status)).toEqual([200, 200, 200])
        expect(await numbers()).toMatchObject({ shared: "100", allotted: "0" })
      }
    })

    it("[ALLOT-5, NUM-4] a number's own top-up, told many times while parts are set, is credited once to its part", async () => {
      await addNumbers()
      for (let round = 1; round <= ROUNDS; round++) {
        const { path } = await host.makeLink({ amount: "100", senderId: "snd_a" })
        await send(round, "POST", `/v1${path}/top-ups`, { key: "", body: { amount: "100", total: "100" } })
        const { data } = (await send(1, "GET", `${host.wallet}/top-ups?limit=200`)).body
        const begun = data.find(({ status }: { status: string }) => status === "pending")
        const paid = {
          kind: "paid",
          topUpId: begun.id,
          paid: 100_000_000n,
          currency: "USD",
          paymentReference: "",
        } as const
        const told = Array.from({ length: AT_ONCE }, (_, server) =>
          applyPaymentEvent(servers[server % servers.length]!.deps, "sandbox", paid),
        )
        const [set, ...applied] = await Promise.all([setPart(round, "snd_b", "60"), ...told])
        expect(applied.every((what) => what === "applied")).toBe(true)
        // All of it is the number's own.
        expect(set.status).toBe(402)
        expect(await numbers()).toMatchObject({ shared: "0", allotted: String(100 * round) })
      }
    })
  },
)
