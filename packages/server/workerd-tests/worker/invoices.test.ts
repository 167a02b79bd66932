import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { beforeAll, expect, it } from "vitest"
import { clock, makeTenant, must, send, setUp, type Answered } from "./client.ts"

type Body = Answered["body"]

const WALLETS = 12
const TOP_UPS_EACH = 5

beforeAll(setUp)

/** Wallets of one partner's customer. */
async function makeWallets(name: string, count: number): Promise<readonly string[]> {
  const { customerId } = await makeTenant(name)
  const ids = Array.from({ length: count }, (_, index) => `${name}-wallet-${index}`)
  for (const id of ids) {
    await must("POST", "/v1/wallets", { body: { id, customerId, currency: "USD", planId: "gupshup" } })
  }
  return ids
}

const topUp = (walletId: string, amount = "1"): Promise<Body> =>
  must("POST", `/v1/wallets/${walletId}/top-ups`, { body: { amount, method: "manual" } })
const invoicesOf = async (walletId: string): Promise<Body[]> =>
  (await must("GET", `/v1/wallets/${walletId}/invoices`)).data
const ring = (walletId: string): Promise<boolean> => runDurableObjectAlarm(env.WALLET.getByName(walletId))

/** Rings until the wallet's outbox is empty. */
async function deliver(walletId: string): Promise<void> {
  await expect
    .poll(async () => {
      await ring(walletId)
      return outboxOf(walletId)
    })
    .toBe(0)
}

function outboxOf(walletId: string): Promise<number> {
  return runInDurableObject(env.WALLET.getByName(walletId), (_object, { storage }) =>
    Number(storage.sql.exec("SELECT COUNT(*) AS n FROM outbox").one()["n"]),
  )
}

it("[BILL-1, OBJ-7] the objects of many wallets at once get numbers from 1 on, without gaps", async () => {
  const wallets = await makeWallets("many", WALLETS)
  await Promise.all(wallets.flatMap((id) => Array.from({ length: TOP_UPS_EACH }, () => topUp(id))))
  await Promise.all(wallets.map(deliver))
  const issued = (await Promise.all(wallets.map(invoicesOf))).flat()
  const numbers = issued.map(({ number }) => number as string).toSorted()
  expect(numbers).toEqual(
    Array.from(
      { length: WALLETS * TOP_UPS_EACH },
      (_, index) => `INV-2026-${String(index + 1).padStart(6, "0")}`,
    ),
  )
  expect(new Set(issued.map(({ topUpId }) => topUpId as string)).size).toBe(numbers.length)
})

it("[BILL-2, OBJ-7] an issuer that does not answer issues later, without a gap; what it issued outlives it", async () => {
  const [walletId] = (await makeWallets("failing", 1)) as [string]
  await topUp(walletId, "10")
  await deliver(walletId)
  const issuer = env.ISSUER.getByName("failing")
  const rename = (from: string, to: string) =>
    runInDurableObject(issuer, (_object, { storage }) => {
      storage.sql.exec(`ALTER TABLE ${from} RENAME TO ${to}`)
    })
  await rename("invoice", "gone")
  const { id } = await topUp(walletId, "20")
  await ring(walletId)
  expect(await outboxOf(walletId)).toBe(1)
  expect((await send("GET", `/v1/wallets/${walletId}/invoices`)).status).toBe(503)
  await rename("gone", "invoice")
  clock.now += 10_000
  await deliver(walletId)
  await evictDurableObject(issuer)
  const issued = await invoicesOf(walletId)
  expect(issued.map(({ number, total }) => [number, total])).toEqual([
    ["INV-2026-000001", "10"],
    ["INV-2026-000002", "20"],
  ])
  expect((await must("GET", `/v1/top-ups/${id}`)).invoiceId).toBe(issued[1].id)
  expect(await must("GET", `/v1/invoices/${issued[1].id}`)).toEqual(issued[1])
})

it("[BILL-2] a row that is delivered again, as after a crash, is the same invoice", async () => {
  const [walletId] = (await makeWallets("again", 1)) as [string]
  await topUp(walletId)
  const wallet = env.WALLET.getByName(walletId)
  const rows = await runInDurableObject(wallet, (_object, { storage }) =>
    storage.sql.exec("SELECT * FROM outbox").toArray(),
  )
  expect(rows).toHaveLength(1)
  await deliver(walletId)
  const issued = await invoicesOf(walletId)
  await runInDurableObject(wallet, (_object, { storage }) => {
    for (const row of rows) {
      const columns = Object.keys(row)
      const marks = columns.map(() => "?").join(", ")
      storage.sql.exec(
        `INSERT INTO outbox (${columns.join(", ")}) VALUES (${marks})`,
        ...columns.map((column) => row[column] ?? null),
      )
    }
    return storage.setAlarm(Date.now())
  })
  clock.now += 60_000
  await deliver(walletId)
  expect(await invoicesOf(walletId)).toEqual(issued)
})
