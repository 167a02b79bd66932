import { join } from "node:path"
import { httpMoving, MovingServerError } from "@tollgate/server/storage/moving/http-moving.ts"
import type { Moving } from "@tollgate/server/storage/moving/moving.ts"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { appHost, type AppHost } from "../support/app-host.ts"
import type { Answer } from "../support/client.ts"
import { fillWallet, issueInvoices } from "../support/full-wallet.ts"
import { emptyStore, exportOf, importInto, movingOver, type PlacedStore } from "../support/moving.ts"
import type { Tenant } from "../support/tenant.ts"

const NDJSON = { "content-type": "application/x-ndjson" }

let source: AppHost
let tenant: Tenant
let lines: readonly string[]
let target: AppHost
let moving: Moving

beforeAll(async () => {
  source = appHost(undefined, { isDemo: true })
  tenant = await fillWallet(source, "acme")
  const other = await fillWallet(source, "other")
  for (const one of [tenant, other]) await issueInvoices(source, one)
  lines = await exportOf(source.test.deps.moving!)
})
beforeEach(() => {
  target = appHost(source.now)
  moving = movingOver(target)
})

describe("from server to server", () => {
  it("[MOVE-13] wallets and catalog go over HTTP, byte for byte", async () => {
    const out = await exportOf(movingOver(source))
    expect(out).toEqual(lines)
    const { wallets } = await importInto(moving, out)
    expect(wallets.map(({ walletId, kind }) => [walletId, kind])).toEqual([
      ["acme-wallet", "imported"],
      ["other-wallet", "imported"],
    ])
    expect(await exportOf(moving)).toEqual(lines)
    const same = await importInto(moving, out)
    expect(same.wallets.map(({ kind }) => kind)).toEqual(["same", "same"])
  })

  it("[MOVE-14] each answer may be lost, and what it answered counts once", async () => {
    for (const every of [2, 3]) {
      const lossy = appHost(source.now)
      const out = await exportOf(movingOver(source, { loses: (request) => request % every === 0 }))
      expect(out).toEqual(lines)
      const { wallets } = await importInto(
        movingOver(lossy, { loses: (request) => request % every === 0 }),
        out,
      )
      // The answer to the finishing call may have been lost: then it is told as there.
      for (const { kind } of wallets) expect(["imported", "same"]).toContain(kind)
      expect(await exportOf(movingOver(lossy))).toEqual(lines)
    }
  })

  it("[MOVE-14] a server that is not there, not ours, or does not know the key is told in words", async () => {
    const gone = movingOver(source, { loses: () => true })
    await expect(exportOf(gone)).rejects.toThrow(/does not answer \(connection lost\).*goes on where it was/)
    const stranger = movingOver(source, {}, tenant.partner.key)
    await expect(exportOf(stranger)).rejects.toThrow(/TOLLGATE_OPERATOR_KEY/)
    const other = httpMoving({
      url: "https://example.com",
      operatorKey: "k",
      wait: async () => undefined,
      fetch: async () => new Response("<h1>Not found</h1>", { status: 404 }),
    })
    await expect(exportOf(other)).rejects.toThrow(MovingServerError)
  })

  it("[MOVE-14] a wallet that is written to while it is read is read anew, three times at most", async () => {
    const busy = appHost(source.now, { isDemo: true })
    const { wallet } = await fillWallet(busy, "acme")
    const over = movingOver(busy)
    const writing = (times: number): Moving => {
      let left = times
      const digest: Moving["wallets"]["digest"] = async (walletId) => {
        left -= 1
        const body = { amount: "1", reason: "now" }
        if (left >= 0) await busy.operator.must(busy.operator.post(`${wallet}/adjustments`, body))
        return over.wallets.digest(walletId)
      }
      return { ...over, wallets: { ...over.wallets, digest } }
    }
    const twice = await exportOf(writing(2), { isOneMoment: false })
    expect(twice).toEqual(await exportOf(busy.test.deps.moving!))
    await expect(exportOf(writing(3), { isOneMoment: false })).rejects.toThrow(
      'The wallet "acme-wallet" was written to while it was read.',
    )
  })

  it("[MOVE-13] no request is larger than a server takes, and no secret goes out or comes in", async () => {
    let largest = 0
    const asked = (_path: string, body: unknown): void => {
      if (typeof body === "string") largest = Math.max(largest, body.length)
    }
    const withSecrets = await exportOf(source.test.deps.moving!)
    expect(withSecrets.join("\n")).not.toContain("token_secret")
    await importInto(movingOver(target, { asked }), lines)
    expect(largest).toBeGreaterThan(1_000)
    expect(largest).toBeLessThan(4_194_304)
  })
})

describe("the routes", () => {
  const path = "/v1/wallets/acme-wallet"
  const body = (table: string, rows: number): string => {
    const from = lines.findIndex((line) => line.startsWith(`{"table":"${table}"`))
    return `${lines.slice(from, from + 1 + rows).join("\n")}\n`
  }
  const post = (to: string, text: string, headers: Record<string, string> = NDJSON): Promise<Answer> =>
    target.operator.send("POST", to, { body: text, headers })
  const place = async (): Promise<void> => {
    const end = lines.findIndex((line) => line.startsWith('{"section":"wallet"'))
    // As after the catalog of a file whose wallets have not come yet.
    await importInto(moving, await endedAt(end))
  }
  const endedAt = async (end: number): Promise<string[]> => {
    const { createHash } = await import("node:crypto")
    const whole = createHash("sha256")
      .update(`${lines[0]}\n${lines[end - 1]}\n`)
      .digest("hex")
    return [
      ...lines.slice(0, end),
      JSON.stringify({ end: "file", wallets: 0, lines: end + 1, sha256: whole }),
    ]
  }

  it("[MOVE-13] know no wallet whose place the catalog does not know, and none that is not there", async () => {
    expect((await target.operator.post(`${path}/import`, { file: "f" })).status).toBe(404)
    expect((await target.operator.get(`${path}/export`)).status).toBe(404)
    await place()
    expect((await target.operator.get(`${path}/export`)).status).toBe(404)
    expect((await target.operator.get(`${path}/export/end`)).status).toBe(404)
    expect((await target.operator.post(`${path}/import`, { file: "f" })).body).toEqual({
      state: "begun",
      rows: 0,
    })
  })

  it("[MOVE-13] take rows once, in their order, of an import that is under way", async () => {
    await place()
    const rows = body("wallet", 1)
    const early = await post(`${path}/import/rows?file=f&from=0`, rows)
    expect([early.status, early.body.code, early.body.reason]).toEqual([409, "import_conflict", "not_begun"])
    await target.operator.must(target.operator.post(`${path}/import`, { file: "f" }))
    const late = await post(`${path}/import/rows?file=f&from=1`, body("journal_entry", 3))
    expect([late.status, late.body.reason, late.body.rows]).toEqual([409, "gap", 0])
    for (let again = 0; again < 2; again += 1)
      expect((await post(`${path}/import/rows?file=f&from=0`, rows)).body).toEqual({ rows: 1 })
    expect((await post(`${path}/import/rows?file=f&from=0`, rows + body("journal_entry", 3))).body).toEqual({
      rows: 4,
    })
    expect((await target.operator.post(`${path}/import`, { file: "f" })).body).toEqual({
      state: "begun",
      rows: 4,
    })
    const finished = await target.operator.post(`${path}/import/finish`, {
      file: "f",
      end: endOf("acme-wallet"),
    })
    expect([finished.status, finished.body.code, finished.body.reason]).toEqual([
      422,
      "import_not_sound",
      "differs",
    ])
    expect((await target.operator.post(`${path}/import`, { file: "f" })).body).toEqual({
      state: "begun",
      rows: 0,
    })
    expect((await target.operator.send("DELETE", `${path}/import?file=f`)).status).toBe(204)
  })

  it.each([
    ["another type", () => body("wallet", 1), { "content-type": "application/json" }, 415],
    ["a compressed body", () => body("wallet", 1), { ...NDJSON, "content-encoding": "gzip" }, 415],
    ["a row before its table", () => '["a"]\n', NDJSON, 400],
    ["no JSON", () => `${body("wallet", 0)}[1,\n`, NDJSON, 400],
    [
      "an unknown table",
      () => '{"table":"schema_version","columns":["name","version"]}\n["x",1]\n',
      NDJSON,
      400,
    ],
    ["a table of the catalog", () => body("partner", 1), NDJSON, 400],
    [
      "a row of another wallet",
      () => body("wallet", 1).replace('"acme-wallet"', '"other-wallet"'),
      NDJSON,
      400,
    ],
    ["a row that is too short", () => body("wallet", 0) + '["acme-wallet"]\n', NDJSON, 400],
    ["a fraction", () => body("counter", 1).replace(/(\d+),(\d+)\]/, "$1,1.5]"), NDJSON, 400],
    ["too much", () => `${body("wallet", 0)}${" ".repeat(4_194_304)}\n`, NDJSON, 413],
  ])("[MOVE-13] refuse %s, and nothing of it is kept", async (_, text, headers, status) => {
    await place()
    await target.operator.must(target.operator.post(`${path}/import`, { file: "f" }))
    expect((await post(`${path}/import/rows?file=f&from=0`, text(), headers)).status).toBe(status)
    expect((await target.operator.post(`${path}/import`, { file: "f" })).body).toEqual({
      state: "begun",
      rows: 0,
    })
  })

  it.each([
    '{"table":"charge"}',
    '{"table":"nothing","after":null}',
    '{"table":"charge","after":["a"]}',
    '{"table":"charge","after":[1,2]}',
    "[]",
    "x",
  ])("[MOVE-13] refuse the cursor %s", async (cursor) => {
    const answer = await source.operator.get(`${path}/export?cursor=${encodeURIComponent(cursor)}`)
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"])
  })

  it("[MOVE-9] the catalog takes no row that contradicts one there, unless it is to be left alone", async () => {
    await place()
    await target.operator.must(target.operator.patch("/v1/partners/acme", { name: "Renamed" }))
    const row = body("partner", 1)
    const refused = await post("/v1/import/catalog", row)
    expect([refused.status, refused.body.reason, refused.body.errors]).toEqual([
      409,
      "differs",
      [{ path: "partner", message: "acme" }],
    ])
    expect((await post("/v1/import/catalog?keep=1", row)).body).toEqual({ added: 0, same: 0, kept: 1 })
    expect((await post("/v1/import/catalog?check=1", body("customer", 1))).body).toEqual({
      added: 0,
      same: 1,
      kept: 0,
    })
    const secret = '{"table":"setting","columns":["name","value"]}\n["token_secret","chosen"]\n'
    expect((await post("/v1/import/catalog", secret)).status).toBe(400)
    const many =
      body("partner", 0) +
      `${lines[lines.findIndex((line) => line.startsWith('{"table":"partner"')) + 1]}\n`.repeat(101)
    expect((await post("/v1/import/catalog", many)).status).toBe(400)
    const { name } = (await target.operator.get("/v1/partners/acme")).body
    expect(name).toBe("Renamed")
  })

  it("[MOVE-9] a number that is another invoice's there is refused, also where others are to be left alone", async () => {
    await place()
    const [first] = invoiceRows()
    const section = (row: readonly unknown[]): string =>
      `${lines.find((line) => line.startsWith('{"table":"invoice"'))}\n${JSON.stringify(row)}\n`
    expect((await post("/v1/import/catalog", section(first!))).body).toMatchObject({ same: 1 })
    const other = first!.with(0, "inv_acme-wallet.other")
    for (const query of ["", "?keep=1"]) {
      const refused = await post(`/v1/import/catalog${query}`, section(other))
      expect([refused.status, refused.body.errors]).toEqual([
        409,
        [{ path: "invoice", message: "acme INV 2026 1" }],
      ])
    }
  })

  function invoiceRows(): readonly (readonly unknown[])[] {
    const from = lines.findIndex((line) => line.startsWith('{"table":"invoice"'))
    const to = lines.findIndex((line, index) => index > from && line.startsWith("{"))
    return lines.slice(from + 1, to).map((line) => JSON.parse(line) as readonly unknown[])
  }

  function endOf(walletId: string): object {
    const line = lines.find((one) => one.startsWith(`{"end":"wallet","wallet":"${walletId}"`))
    const { end: _end, wallet: _wallet, ...rest } = JSON.parse(line ?? "{}") as Record<string, unknown>
    return rest
  }
})

describe("a catalog", () => {
  let store: PlacedStore
  beforeAll(async () => {
    store = await emptyStore()
    const host = appHost(undefined, { isDemo: true }, { path: join(store.path, "tollgate.sqlite") })
    for (const name of ["acme", "zeta"]) await issueInvoices(host, await fillWallet(host, name))
    await host.test.deps.wallets.close()
  })
  afterAll(() => store.remove())

  it("[MOVE-10] of some wallets has what these need, and nothing of other tenants", async () => {
    const some = await exportOf(store.moving(false), { walletIds: ["acme-wallet"] })
    const foreign = some.filter((line) => line.includes("zeta"))
    expect(foreign.map((line) => line.slice(0, 13))).toEqual(['["zeta-card",', '["zeta-welcom'])
    const { counts } = JSON.parse(some.find((line) => line.startsWith('{"end":"catalog"')) ?? "{}")
    const { rate_card: cards, ...rest } = counts
    // Cards serve every partner, and so do coupons that no partner is named in.
    expect(cards).toBe(2)
    expect(rest).toEqual({
      partner: 1,
      customer: 1,
      customer_change: 1,
      plan: 1,
      plan_version: 1,
      reported_tier: 0,
      setting: 2,
      coupon: 2,
      coupon_redemption: 3,
      wallet_place: 1,
      sender: 1,
      sender_assignment: 1,
      payment_link: 1,
      link_payment: 0,
      sandbox_payment: 3,
      top_up_price: 1,
      invoice: 5,
      intake_event: 0,
      catalog_replay: 0,
      ingest_token: 1,
      api_key: 1,
      webhook_endpoint: 1,
    })
    const { wallets } = await importInto(moving, some)
    expect(wallets).toMatchObject([{ walletId: "acme-wallet", kind: "imported" }])
  })

  it("[MOVE-11] has the secrets of a store only where they are asked for", async () => {
    const settings = (out: readonly string[]): readonly string[] => {
      const from = out.findIndex((line) => line.startsWith('{"table":"setting"'))
      const to = out.findIndex((line, index) => index > from && line.startsWith("{"))
      return out.slice(from + 1, to).map((line) => String(JSON.parse(line)[0]))
    }
    const open = ["checkout", "issuer:acme", "issuer:zeta"]
    expect(settings(await exportOf(store.moving(false)))).toEqual(open)
    const all = await exportOf(store.moving(true), { hasSecrets: true })
    const secrets = ["sandbox_webhook_secret", "token_secret"]
    const ofEndpoint = expect.stringMatching(/^webhook_secret\.whe_/)
    expect(settings(all)).toEqual([...open, ...secrets, ofEndpoint, ofEndpoint])
    // Of a tenant alone, those of its own endpoints.
    const some = { hasSecrets: true, walletIds: ["acme-wallet"] }
    expect(settings(await exportOf(store.moving(true), some))).toEqual([
      "checkout",
      "issuer:acme",
      ...secrets,
      ofEndpoint,
    ])
    expect(all[0]).toContain('"secrets":true')
    // Over HTTP they stay where they are.
    const { catalog } = await importInto(moving, all)
    expect(catalog.kept).toBe(4)
    expect(await target.test.deps.catalog.setting("token_secret")).toBeUndefined()
  })

  it("[MOVE-9] that contradicts the one there comes in nothing, and brings no wallet", async () => {
    const there = await emptyStore()
    const host = appHost(undefined, {}, { path: join(there.path, "tollgate.sqlite") })
    await host.operator.must(
      host.operator.post("/v1/partners", { id: "acme", name: "Another", allowedOrigins: [] }),
    )
    const all = await exportOf(store.moving(false))
    await expect(importInto(there.moving(false), all, { isCheck: true })).rejects.toMatchObject({
      conflicts: ["partner acme"],
    })
    const { catalog } = await importInto(there.moving(false), all, { keepsTarget: true })
    expect(catalog).toMatchObject({ kept: 1 })
    expect((await there.catalog.partner("acme"))?.name).toBe("Another")
    await host.test.deps.wallets.close()
    await there.remove()
  })
})
