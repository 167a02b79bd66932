import { createHmac } from "node:crypto"
import { beforeAll, describe, expect, it } from "vitest"
import { openHost, type Host } from "../support/host.ts"
import { makeTenant, portalToken, type Tenant } from "../support/tenant.ts"

let host: Host
let mine: Tenant
let theirs: Tenant

beforeAll(async () => {
  host = openHost()
  mine = await makeTenant(host.operator, "mine", { credit: "10" })
  theirs = await makeTenant(host.operator, "theirs", { credit: "10" })
})

describe("[AUTH-2] a credential", () => {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")

  it("in the query is not one", async () => {
    for (const name of ["token", "key", "access_token", "authorization", "api_key"]) {
      const answer = await host.operator.as("").get(`/v1/partners?${name}=${host.operator.key}`)
      expect([name, answer.status]).toEqual([name, 401])
    }
  })

  it("that is forged, of another algorithm or secret, or expired is 401", async () => {
    const good = await portalToken(mine, { expiresInSeconds: 60 })
    expect((await good.get(mine.wallet)).status).toBe(200)
    const [header = "", payload = "", signature = ""] = good.key.split(".")
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>
    const sign = (head: object, body: object, secret: string): string => {
      const text = `${encode(head)}.${encode(body)}`
      return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`
    }
    const forged = [
      `${encode({ alg: "none", typ: "JWT" })}.${payload}.`,
      `${encode({ alg: "none" })}.${payload}.${signature}`,
      `${encode({ alg: "HS512", typ: "JWT" })}.${payload}.${signature}`,
      `${header}.${encode({ ...claims, sub: theirs.walletId })}.${signature}`,
      `${header}.${encode({ ...claims, exp: 9_999_999_999 })}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -2)}`,
      `${header}.${payload}.`,
      sign({ alg: "HS256", typ: "JWT" }, claims, ""),
      sign({ alg: "HS256", typ: "JWT" }, claims, "secret"),
      sign({ alg: "HS256", jwk: { kty: "oct", k: "AA" } }, claims, "\u0000"),
      "..",
      "a.b.c",
      `${"a".repeat(5_000)}.b.c`,
      host.operator.key.slice(0, -1),
      `${host.operator.key}x`,
      host.operator.key.toUpperCase(),
    ]
    for (const token of forged) {
      const answer = await good.as(token).get(mine.wallet)
      expect([token.slice(0, 60), answer.status]).toEqual([token.slice(0, 60), 401])
      expect(answer.headers.get("www-authenticate")).toBe("Bearer")
    }
    host.now += 60_000
    expect((await good.get(mine.wallet)).status).toBe(401)
  })

  it("that is revoked, or whose partner or wallet ended, is 401 at once", async () => {
    const tenant = await makeTenant(host.operator, "ending")
    const { operator, partner } = tenant
    const made = await partner.must(
      partner.post("/v1/keys", { kind: "wallet", walletId: tenant.walletId, name: "spare" }),
    )
    const spare = partner.as(made.key)
    expect((await spare.get(tenant.wallet)).status).toBe(200)
    await partner.delete(`/v1/keys/${made.id}`)
    expect((await spare.get(tenant.wallet)).status).toBe(401)
    expect((await spare.patch(tenant.wallet, { creditName: "x" })).status).toBe(401)

    const token = await portalToken(tenant)
    await operator.must(operator.patch("/v1/partners/ending", { status: "disabled" }))
    for (const caller of [partner, token]) expect((await caller.get(tenant.wallet)).status).toBe(401)
    await operator.must(operator.patch("/v1/partners/ending", { status: "active" }))
    expect((await token.get(tenant.wallet)).status).toBe(200)
    await operator.must(operator.patch(tenant.wallet, { status: "closed" }))
    expect((await token.get(tenant.wallet)).status).toBe(401)
  })
})
