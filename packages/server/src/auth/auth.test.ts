import { SignJWT } from "jose"
import { describe, expect, it } from "vitest"
import { makeTenant, OPERATOR_KEY, testApp, type TestApp } from "../testing/test-app.ts"
import { firstOperatorKey } from "./first-operator-key.ts"
import { hashSecret, makeSecret, sameHash } from "./secret.ts"

const TOKEN_SECRET = "a secret of forty characters or even more"

describe("keys", () => {
  it("[AUTH-1] are a prefix and 40 characters of base62, every one different", () => {
    const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes))
    const secrets = Array.from({ length: 50 }, () => makeSecret("wallet", random))
    for (const secret of secrets) expect(secret).toMatch(/^tg_wk_[0-9A-Za-z]{40}$/)
    expect(new Set(secrets).size).toBe(secrets.length)
    expect(sameHash(hashSecret("a"), hashSecret("a"))).toBe(true)
    expect(sameHash(hashSecret("a"), hashSecret("b"))).toBe(false)
    expect(sameHash("", hashSecret("b"))).toBe(false)
  })

  it("[AUTH-1] are shown once and stored as hashes", async () => {
    const test = testApp()
    const { partnerId } = await makeTenant(test, "a")
    const made = await test.send("POST", "/v1/keys", { body: { kind: "partner", partnerId, name: "second" } })
    expect(made).toMatchObject({
      status: 201,
      body: { kind: "partner", partnerId: "a", walletId: null, revokedAt: null },
    })
    const listed = await test.send("GET", "/v1/keys")
    expect(JSON.stringify(listed.body)).not.toContain(made.body.key)
    const stored = await test.deps.catalog.keyByHash(hashSecret(made.body.key))
    expect(JSON.stringify(stored)).not.toContain(made.body.key)
    expect(made.body.key.endsWith(made.body.hint)).toBe(true)
  })

  it.each([
    "",
    "Basic abc",
    "Bearer",
    "Bearer  ",
    `Bearer ${OPERATOR_KEY}x`,
    "Bearer tg_pk_x",
    `Token ${OPERATOR_KEY}`,
    OPERATOR_KEY,
    `Bearer ${"x".repeat(5000)}`,
  ])("[AUTH-2] refuses Authorization %j with 401", async (authorization) => {
    const answer = await testApp().send("GET", "/v1/partners", { key: "", headers: { authorization } })
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } })
  })

  it("[AUTH-2] are never read from the query", async () => {
    const test = testApp()
    for (const name of ["token", "key", "access_token"]) {
      expect((await test.send("GET", `/v1/partners?${name}=${OPERATOR_KEY}`, { key: "" })).status).toBe(401)
    }
  })

  it("[AUTH-3] refuses to start with a short secret", () => {
    expect(() => testApp({ operatorKey: "x".repeat(31) })).toThrow(
      "TOLLGATE_OPERATOR_KEY needs 32 characters",
    )
    expect(() => testApp({ tokenSecret: "x".repeat(31) })).toThrow(
      "TOLLGATE_TOKEN_SECRET needs 32 characters",
    )
    expect(() => testApp({ operatorKey: "x".repeat(32), tokenSecret: "x".repeat(32) })).not.toThrow()
  })

  it("[AUTH-3] make the operator's first key once, unless the environment gives one", async () => {
    const { operatorKey: _given, ...config } = testApp().deps.config
    const test = testApp({}, { config })
    const key = (await firstOperatorKey(test.deps)) ?? ""
    expect(key).toMatch(/^tg_op_[0-9A-Za-z]{40}$/)
    expect((await test.send("GET", "/v1/partners", { key })).status).toBe(200)
    expect((await test.send("GET", "/v1/partners")).status).toBe(401)
    expect(await firstOperatorKey(test.deps)).toBeUndefined()
    expect(await firstOperatorKey(testApp().deps)).toBeUndefined()
  })

  it("[AUTH-3] of processes that start at once one gives the first key, and the others' keys are void", async () => {
    const { operatorKey: _given, ...config } = testApp().deps.config
    const test = testApp({}, { config })
    const given = await Promise.all([1, 2, 3].map(() => firstOperatorKey(test.deps)))
    const [key, ...others] = given.filter((one) => one !== undefined)
    expect(others).toEqual([])
    expect((await test.send("GET", "/v1/partners", { key: key ?? "" })).status).toBe(200)
    const { rows } = await test.deps.catalog.keys({}, { limit: 10 })
    const valid = rows.filter(({ revokedAt }) => revokedAt === null)
    expect(valid.map(({ hint }) => hint)).toEqual([key?.slice(-4)])
  })

  it("[AUTH-3] a start that was cut off before its key counted leaves it to the next one", async () => {
    const { operatorKey: _given, ...config } = testApp().deps.config
    const test = testApp({}, { config })
    const cutOff = { ...test.deps.catalog, putSettingOnce: () => Promise.reject(new Error("killed")) }
    await expect(firstOperatorKey({ ...test.deps, catalog: cutOff })).rejects.toThrow("killed")
    const key = await firstOperatorKey(test.deps)
    expect((await test.send("GET", "/v1/partners", { key: key ?? "" })).status).toBe(200)
  })

  it("[AUTH-5] end when they are revoked, at once", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const made = await test.send("POST", "/v1/keys", {
      key: a.key,
      body: { kind: "wallet", walletId: a.walletId },
    })
    const read = () => test.send("GET", "/v1/rate-cards", { key: made.body.key })
    expect((await read()).status).toBe(200)
    expect((await test.send("DELETE", `/v1/keys/${made.body.id}`, { key: a.key })).status).toBe(204)
    expect((await read()).status).toBe(401)
    expect((await test.send("DELETE", `/v1/keys/${made.body.id}`, { key: a.key })).status).toBe(204)
    const listed = await test.send("GET", "/v1/keys", { key: a.key })
    expect(listed.body.data.at(-1)).toMatchObject({ id: made.body.id, revokedAt: "2026-11-22T12:00:00.000Z" })
  })

  it("[AUTH-5] and tokens end while their partner is disabled", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const { token } = (await test.send("POST", "/v1/portal-tokens", { body: { walletId: a.walletId } })).body
    await test.send("PATCH", "/v1/partners/a", { body: { status: "disabled" } })
    expect((await test.send("GET", "/v1/customers", { key: a.key })).status).toBe(401)
    expect((await test.send("GET", "/v1/rate-cards", { key: token })).status).toBe(401)
    await test.send("PATCH", "/v1/partners/a", { body: { status: "active" } })
    expect((await test.send("GET", "/v1/customers", { key: a.key })).status).toBe(200)
  })

  it("[AUTH-8] of operators and partners are made by operators, of wallets by their partner too", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const b = await makeTenant(test, "b")
    const make = (key: string, body: unknown) => test.send("POST", "/v1/keys", { key, body })
    expect((await make(a.key, { kind: "partner", partnerId: "a" })).status).toBe(403)
    expect((await make(a.key, { kind: "operator" })).status).toBe(403)
    expect((await make(a.key, { kind: "wallet", walletId: b.walletId })).status).toBe(404)
    expect((await make(a.key, { kind: "wallet", walletId: a.walletId, partnerId: "b" })).status).toBe(404)
    expect((await make(OPERATOR_KEY, { kind: "partner", partnerId: "nobody" })).status).toBe(404)
    const operator = await make(OPERATOR_KEY, { kind: "operator", name: "second" })
    expect((await test.send("GET", "/v1/partners", { key: operator.body.key })).status).toBe(200)
    const wallet = await make(OPERATOR_KEY, { kind: "wallet", walletId: b.walletId })
    expect(wallet.body).toMatchObject({ partnerId: "b", walletId: b.walletId })
    // Another tenant's key does not exist; an operator's neither.
    expect((await test.send("DELETE", `/v1/keys/${wallet.body.id}`, { key: a.key })).status).toBe(404)
    expect((await test.send("DELETE", `/v1/keys/${operator.body.id}`, { key: a.key })).status).toBe(404)
  })
})

describe("who may call what", () => {
  const OPERATOR_ONLY = [
    ["POST", "/v1/partners"],
    ["GET", "/v1/partners"],
    ["PATCH", "/v1/partners/a"],
    ["POST", "/v1/rate-cards?effectiveFrom=2027-01-01"],
  ] as const
  const NO_CUSTOMER = [
    ["GET", "/v1/customers"],
    ["POST", "/v1/customers"],
    ["GET", "/v1/customers/a-customer"],
    ["GET", "/v1/keys"],
    ["POST", "/v1/keys"],
    ["PUT", "/v1/senders/1"],
    ["GET", "/v1/senders"],
    ["GET", "/v1/plans"],
    ["POST", "/v1/plans"],
    ["POST", "/v1/portal-tokens"],
    ["POST", "/v1/ingest-tokens"],
    ["GET", "/v1/partners/a"],
  ] as const

  async function callers(test: TestApp) {
    const a = await makeTenant(test, "a")
    const wallet = await test.send("POST", "/v1/keys", {
      key: a.key,
      body: { kind: "wallet", walletId: a.walletId },
    })
    const scopes = ["balance:read", "usage:read", "statement:read", "topup:write", "settings:write"]
    const portal = await test.send("POST", "/v1/portal-tokens", {
      key: a.key,
      body: { walletId: a.walletId, scopes },
    })
    return { partner: a.key, wallet: wallet.body.key as string, portal: portal.body.token as string }
  }

  it("[AUTH-4] is 403 for partners, wallet keys and tokens on operators' routes, whatever the body", async () => {
    const test = testApp()
    for (const key of Object.values(await callers(test))) {
      for (const [method, path] of OPERATOR_ONLY) {
        const body = method === "GET" ? {} : { body: { nonsense: 1 } }
        expect(await test.send(method, path, { key, ...body })).toMatchObject({
          status: 403,
          body: { code: "forbidden" },
        })
      }
    }
  })

  it("[AUTH-4] is 403 for wallet keys and tokens of all scopes on partners' routes", async () => {
    const test = testApp()
    const { wallet, portal } = await callers(test)
    for (const key of [wallet, portal]) {
      for (const [method, path] of NO_CUSTOMER)
        expect((await test.send(method, path, { key })).status).toBe(403)
    }
  })

  it("[AUTH-4] needs the scope of a token", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const make = async (scopes: string[]) =>
      (await test.send("POST", "/v1/portal-tokens", { key: a.key, body: { walletId: a.walletId, scopes } }))
        .body.token
    const usage = await make(["usage:read"])
    expect(await test.send("GET", "/v1/rate-cards", { key: usage })).toMatchObject({
      status: 403,
      body: { detail: "This needs the scope balance:read." },
    })
    const path = `/v1/customers/${a.customerId}`
    const body = { taxId: "IN-1" }
    expect((await test.send("PATCH", path, { key: usage, body })).status).toBe(403)
    const settings = await make(["settings:write"])
    expect(await test.send("PATCH", path, { key: settings, body })).toMatchObject({ status: 200, body })
    expect((await test.send("PATCH", path, { key: settings, body: { name: "New" } })).status).toBe(403)
    await makeTenant(test, "b")
    expect((await test.send("PATCH", "/v1/customers/b-customer", { key: settings, body })).status).toBe(404)
  })
})

describe("portal tokens", () => {
  it("[AUTH-6] say what they are good for", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const made = await test.send("POST", "/v1/portal-tokens", { key: a.key, body: { walletId: a.walletId } })
    expect(made).toMatchObject({
      status: 201,
      body: {
        walletId: "a-wallet",
        scopes: ["balance:read", "usage:read", "statement:read"],
        expiresAt: "2026-11-22T12:15:00.000Z",
      },
    })
    test.now += 15 * 60_000 - 1000
    expect((await test.send("GET", "/v1/rate-cards", { key: made.body.token })).status).toBe(200)
    test.now += 1000
    expect((await test.send("GET", "/v1/rate-cards", { key: made.body.token })).status).toBe(401)
  })

  it.each([59, 86_401, 1.5, "900"])("[AUTH-6] refuse to last %j seconds", async (expiresInSeconds) => {
    const test = testApp()
    const { walletId } = await makeTenant(test, "a")
    const answer = await test.send("POST", "/v1/portal-tokens", { body: { walletId, expiresInSeconds } })
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: "expiresInSeconds" }] } })
  })

  it.each([[[]], [["all"]], [["usage:read", "usage:read"]], ["usage:read"]])(
    "[AUTH-6] refuse scopes %j",
    async (scopes) => {
      const test = testApp()
      const { walletId } = await makeTenant(test, "a")
      expect((await test.send("POST", "/v1/portal-tokens", { body: { walletId, scopes } })).status).toBe(400)
    },
  )

  it("[AUTH-6] of another secret, algorithm, issuer, audience or shape are 401", async () => {
    const test = testApp({ tokenSecret: TOKEN_SECRET })
    const { walletId, partnerId } = await makeTenant(test, "a")
    const seconds = test.now / 1000
    const claims = { partner: partnerId, scopes: ["balance:read"], key: "operator" }
    const sign = (
      {
        alg = "HS256",
        secret = TOKEN_SECRET,
        iss = "tollgate",
        aud = "tollgate:portal",
        payload = claims,
      }: { alg?: string; secret?: string; iss?: string; aud?: string; payload?: object } = {},
      exp: number | undefined = seconds + 60,
    ) => {
      const jwt = new SignJWT({ ...payload })
        .setProtectedHeader({ alg })
        .setSubject(walletId)
        .setIssuedAt(seconds)
      if (exp > 0) jwt.setExpirationTime(exp)
      return jwt.setIssuer(iss).setAudience(aud).sign(new TextEncoder().encode(secret))
    }
    const none = (await sign()).split(".")
    const unsigned = [btoa('{"alg":"none"}').replaceAll("=", ""), none[1], ""].join(".")
    const statuses = await Promise.all(
      [
        await sign(),
        await sign({ secret: "another secret of forty characters or so" }),
        await sign({ alg: "HS512", secret: TOKEN_SECRET + TOKEN_SECRET }),
        await sign({ alg: "HS384", secret: TOKEN_SECRET }),
        await sign({ iss: "other" }),
        await sign({ aud: "other" }),
        await sign({ payload: { ...claims, scopes: ["root"] } }),
        await sign({ payload: { scopes: [] } }),
        await sign({ payload: { ...claims, partner: "b" } }),
        await sign({ payload: { ...claims, key: "key_none" } }),
        await sign({}, -1),
        unsigned,
        "..",
        "a.b.c",
      ].map(async (key) => (await test.send("GET", "/v1/rate-cards", { key })).status),
    )
    expect(statuses).toEqual([200, ...Array.from({ length: 13 }, () => 401)])
  })

  it("[AUTH-6] are signed by one secret that the catalog keeps, when none is configured", async () => {
    const test = testApp()
    const { walletId } = await makeTenant(test, "a")
    const { token } = (await test.send("POST", "/v1/portal-tokens", { body: { walletId } })).body
    test.deps.catalog.refresh()
    expect((await test.send("GET", "/v1/rate-cards", { key: token })).status).toBe(200)
    const other = testApp()
    await makeTenant(other, "a")
    const foreign = testApp({ tokenSecret: TOKEN_SECRET })
    await makeTenant(foreign, "a")
    expect((await foreign.send("GET", "/v1/rate-cards", { key: token })).status).toBe(401)
  })

  it("[AUTH-7] end with the key that made them, and with their wallet", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const key = (await test.send("POST", "/v1/keys", { body: { kind: "partner", partnerId: "a" } })).body
    const make = async (by: string) =>
      (await test.send("POST", "/v1/portal-tokens", { key: by, body: { walletId: a.walletId } })).body
        .token as string
    const [first, second] = [await make(a.key), await make(key.key)]
    await test.send("DELETE", `/v1/keys/${key.id}`)
    expect((await test.send("GET", "/v1/rate-cards", { key: first })).status).toBe(200)
    expect((await test.send("GET", "/v1/rate-cards", { key: second })).status).toBe(401)
    await test.deps.catalog.closeWalletPlace(a.walletId, true)
    expect((await test.send("GET", "/v1/rate-cards", { key: first })).status).toBe(401)
    expect(
      await test.send("POST", "/v1/portal-tokens", { key: a.key, body: { walletId: a.walletId } }),
    ).toMatchObject({
      status: 409,
      body: { code: "wallet_not_active" },
    })
  })

  it("[AUTH-4] are not made for another tenant's wallet", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const b = await makeTenant(test, "b")
    const answer = await test.send("POST", "/v1/portal-tokens", {
      key: a.key,
      body: { walletId: b.walletId },
    })
    expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } })
  })
})
