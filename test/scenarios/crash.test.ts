import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as after } from "node:timers/promises"
import { expect, it } from "vitest"
import { minus, readBooks, sum, times } from "../support/books.ts"
import type { Answer } from "../support/client.ts"
import { usageEvent, type NewEvent } from "../support/events.ts"
import { dataFolder, runTollgate } from "../support/process-host.ts"
import { seededRandom, type Random } from "../support/random.ts"
import { RestartingServer } from "../support/restarting-server.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"

const KILLS = 32
const SEED = 20_261_122
const SENT_FEE = "0.001"
const DELIVERY_FEES = "0.012508"
const MESSAGE = "0.013508"

/** What the clients were told, and so what must be there in the end. */
class Ledger {
  readonly sent = new Set<string>()
  readonly delivered = new Set<string>()
  readonly topUps = new Map<string, { amount: string; answer: Answer }>()
  /** By hold: how many of its messages are still reserved. */
  readonly open = new Map<string, number>()
  readonly proofs: object[] = []

  tell({ messageId, kind }: NewEvent): void {
    this.sent.add(messageId)
    if (kind !== "sent") this.delivered.add(messageId)
  }
}

interface Client {
  readonly tenant: Tenant
  readonly ledger: Ledger
  readonly random: Random
  readonly name: string
  readonly isOver: () => boolean
}

async function sendEvents({ tenant, ledger, random, name, isOver }: Client): Promise<void> {
  const { partner } = tenant
  const now = Date.now()
  for (let batch = 0; !isOver(); batch++) {
    const events: NewEvent[] = Array.from({ length: 1 + random.below(12) }, (_, index) => {
      const isRepeated = random.below(4) === 0
      const number = isRepeated ? random.below(batch + 1) : batch
      const kind = random.pick(["sent", "delivered", "read"] as const)
      return { messageId: `${name}-${number}-${index}`, kind, at: now - 1_000, category: "marketing" }
    })
    await partner.must(
      partner.post("/v1/events", { events: events.map((event) => usageEvent(tenant, event)) }),
    )
    for (const event of events) ledger.tell(event)
  }
}

async function addCredit({ tenant, ledger, random, name, isOver }: Client): Promise<void> {
  const { operator, wallet } = tenant
  for (let count = 0; !isOver(); count++) {
    const key = `${name}-${count}`
    const amount = `${1 + random.below(9)}.${String(1 + random.below(999_999)).padStart(6, "0")}`
    const body = { amount, method: "manual", reference: key }
    const answer = await operator.post(`${wallet}/top-ups`, body, { idempotencyKey: key })
    expect(answer.status).toBe(201)
    ledger.topUps.set(key, { amount, answer })
  }
}

/** Reserve three messages; then release them, deliver one of them, or leave them. */
async function holdMoney({ tenant, ledger, random, name, isOver }: Client): Promise<void> {
  const { partner, senderId } = tenant
  for (let count = 0; !isOver(); count++) {
    const ids = [0, 1, 2].map((index) => `${name}-${count}-${index}`)
    const messages = ids.map((messageId) => ({ messageId, to: "919410031234", category: "marketing" }))
    const made = await partner.post(
      "/v1/authorizations",
      { senderId, messages },
      { idempotencyKey: `${name}-${count}` },
    )
    if (made.status === 402) continue
    expect(made.status).toBe(201)
    ledger.open.set(made.body.id, 3)
    const next = random.below(3)
    if (next === 0) {
      const release = `/v1/authorizations/${made.body.id}/release`
      await partner.must(partner.post(release, {}, { idempotencyKey: `${name}-${count}` }))
      ledger.open.set(made.body.id, 0)
    } else if (next === 1) {
      const event: NewEvent = { messageId: ids[0]!, kind: "delivered", at: Date.now(), category: "marketing" }
      await partner.must(partner.post("/v1/events", { events: [usageEvent(tenant, event)] }))
      ledger.tell(event)
      ledger.open.set(made.body.id, 2)
    }
  }
}

/** What was read is durable too: the heads seen here must lie on the chain in the end. */
async function readProofs({ tenant, ledger, isOver }: Client): Promise<void> {
  while (!isOver()) {
    ledger.proofs.push(await tenant.operator.must(tenant.operator.get(`${tenant.wallet}/proof`)))
  }
}

it("[INV-9] kill -9 at random moments under load loses no acknowledged write and doubles none", async () => {
  const folder = dataFolder()
  const random = seededRandom(SEED)
  const server = new RestartingServer(folder.path)
  const tenants = await Promise.all(
    ["left", "right"].map((name) => makeTenant(server.caller(), name, { credit: "1000" })),
  )
  const ledgers = new Map(tenants.map((tenant) => [tenant, new Ledger()]))
  let isOver = false
  const clients = tenants.flatMap((tenant) =>
    [sendEvents, sendEvents, addCredit, holdMoney, readProofs].map((run, index) =>
      run({
        tenant,
        ledger: ledgers.get(tenant)!,
        random: seededRandom(SEED + index),
        name: `${tenant.name}-${index}`,
        isOver: () => isOver,
      }),
    ),
  )
  const all = Promise.all(clients)
  for (let kill = 0; kill < KILLS; kill++) {
    await Promise.race([server.answers(1 + random.below(150)), all])
    await after(random.below(12))
    await server.killAndRestart()
  }
  isOver = true
  await all

  for (const [tenant, { sent, delivered, topUps, open, proofs }] of ledgers) {
    const { wallet, usage, statement } = await readBooks(tenant)
    const credit = sum(["1000", ...[...topUps.values()].map(({ amount }) => amount)])
    const spent = sum([times(SENT_FEE, sent.size), times(DELIVERY_FEES, delivered.size)])
    expect(wallet.balance).toBe(minus(credit, spent))
    expect(wallet.held).toBe(sum([...open.values()].map((count) => times(MESSAGE, count))))
    expect(usage.totals).toMatchObject({ sent: sent.size, delivered: delivered.size, amount: spent })
    const credits = statement.rows.filter((row) => row.type === "credit")
    expect(credits).toHaveLength(1 + topUps.size)
    // A client that asks again after all this gets the same bytes.
    for (const [key, { amount, answer }] of topUps) {
      const body = { amount, method: "manual", reference: key }
      const again = await tenant.operator.post(`${tenant.wallet}/top-ups`, body, { idempotencyKey: key })
      expect([again.status, again.text]).toEqual([answer.status, answer.text])
    }
    expect((await readBooks(tenant)).wallet.balance).toBe(wallet.balance)
    writeFileSync(join(folder.path, `${tenant.name}.json`), JSON.stringify(proofs))
  }
  expect(await server.end()).toBe(0)
  for (const { name } of tenants) {
    const verified = await runTollgate(folder.path, ["verify", "--heads", join(folder.path, `${name}.json`)])
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining("all sound")])
  }
  folder.remove()
}, 170_000)
