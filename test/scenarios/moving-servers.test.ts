import { deliverOutbox } from "@tollgate/server/outbox/deliver-outbox.ts"
import { sweepPayments } from "@tollgate/server/payments/sweep-payments.ts"
import { beforeAll, expect, it } from "vitest"
import { appHost, type AppHost } from "../support/app-host.ts"
import { fillWallet, KEYED_TOP_UP, TOLD } from "../support/full-wallet.ts"
import { openHost, type Host } from "../support/host.ts"
import { usageEvent } from "../support/events.ts"
import { exportOf, importInto, movingOver } from "../support/moving.ts"
import type { Tenant } from "../support/tenant.ts"

/** In this process, on SQLite. */
let source: AppHost
/** Where the scenarios run: on workerd, an object a wallet. */
let target: Host
let tenant: Tenant
let lines: readonly string[]

beforeAll(async () => {
  source = appHost(undefined, { isDemo: true })
  tenant = await fillWallet(source, "acme")
  await fillWallet(source, "other")
  // A wallet goes on at once where it comes to: so that it stays as it came, nothing is due.
  await sweepPayments(source.test.deps)
  await deliverOutbox(source.test.deps)
  lines = await exportOf(source.test.deps.moving!)
  target = openHost(source.now)
  const { wallets, catalog } = await importInto(movingOver(target), lines)
  expect(wallets.map(({ walletId, kind }) => [walletId, kind])).toEqual([
    ["acme-wallet", "imported"],
    ["other-wallet", "imported"],
  ])
  expect(catalog.kept).toBe(0)
})

it("[MOVE-15] wallets and catalog come to another server, and go out of it byte for byte", async () => {
  expect(await exportOf(movingOver(target))).toEqual(lines)
  for (const walletId of ["acme-wallet", "other-wallet"])
    expect((await target.verify(walletId)).findings).toEqual([])
  const back = appHost(source.now)
  await importInto(movingOver(back), await exportOf(movingOver(target)))
  expect(await exportOf(back.test.deps.moving!)).toEqual(lines)
})

it("[MOVE-15] the wallet goes on there: kept answers, duplicates, coupons, the chain", async () => {
  const { operator } = target
  const { wallet } = tenant
  const before = (await source.operator.get(`${wallet}/proof`)).body
  expect((await operator.get(`${wallet}/proof`)).body).toEqual(before)
  expect((await operator.get("/v1/coupons/acme-welcome")).body.redemptions).toEqual(
    (await source.operator.get("/v1/coupons/acme-welcome")).body.redemptions,
  )
  const sent = { idempotencyKey: KEYED_TOP_UP.key }
  const again = await operator.post(`${wallet}/top-ups`, KEYED_TOP_UP.body, sent)
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"])
  const partner = operator.as(tenant.partner.key)
  const told = { ...TOLD, at: source.now - 2 * 86_400_000 }
  const events = await partner.must(partner.post("/v1/events", { events: [usageEvent(tenant, told)] }))
  expect(events).toMatchObject({ accepted: 0, duplicates: 1 })
  expect((await operator.get(`${wallet}/proof`)).body).toEqual(before)
  await operator.must(operator.post(`${wallet}/adjustments`, { amount: "1", reason: "here" }))
  expect((await operator.get(`${wallet}/proof`)).body.sequence).toBe(before.sequence + 1)
  expect((await target.verify("acme-wallet")).findings).toEqual([])
  const { wallets } = await importInto(movingOver(target), lines)
  expect(wallets.map(({ kind }) => kind)).toEqual(["other", "same"])
})

it("[MOVE-15, BILL-1] invoices come along, and their issuer's numbers go on", async () => {
  const { operator } = target
  const { wallet } = tenant
  const { data: issued } = await operator.must(operator.get(`${wallet}/invoices`))
  expect(issued).toEqual((await source.operator.get(`${wallet}/invoices`)).body.data)
  const more = await operator.must(operator.post(`${wallet}/top-ups`, { amount: "1", method: "manual" }))
  const numbered = async () => (await operator.get(`${wallet}/invoices`)).body.data.slice(issued.length)
  // By the object's alarm, where there is one; in this process nobody sweeps.
  if ("test" in target) await deliverOutbox((target as AppHost).test.deps)
  await expect.poll(async () => (await numbered()).length, { timeout: 10_000 }).toBe(1)
  const number = `INV-2026-${String(issued.length + 1).padStart(6, "0")}`
  expect(await numbered()).toMatchObject([{ topUpId: more.id, number }])
})
