import { describe, expect, it } from "vitest"
import { BODY_BYTES_MAX, LARGE_BODY_BYTES_MAX } from "./http/read-body.ts"
import { makeTenant, OPERATOR_KEY, testApp } from "./testing/test-app.ts"

const partner = { name: "Acme", allowedOrigins: [] }

describe("every answer", () => {
  it("[HTTP-1] carries a request id, the caller's where it is sane", async () => {
    const test = testApp()
    const made = await test.send("GET", "/healthz")
    expect(made.headers.get("x-request-id")).toMatch(/^req_/)
    const told = await test.send("GET", "/healthz", { headers: { "x-request-id": "abc-1" } })
    expect(told.headers.get("x-request-id")).toBe("abc-1")
    const odd = await test.send("GET", "/healthz", { headers: { "x-request-id": "a b<script>" } })
    expect(odd.headers.get("x-request-id")).toMatch(/^req_/)
    expect(odd.headers.get("x-content-type-options")).toBe("nosniff")
    expect(odd.headers.get("cache-control")).toBe("no-store")
  })

  it("[HTTP-2] is 404 for an unknown path and 405 with Allow for an unknown method", async () => {
    const test = testApp()
    const missing = await test.send("GET", "/v1/nothing", { key: "" })
    expect(missing).toMatchObject({ status: 404, body: { code: "not_found", status: 404, transient: false } })
    const method = await test.send("DELETE", "/v1/partners", { key: "" })
    expect(method).toMatchObject({ status: 405, body: { code: "method_not_allowed" } })
    expect(method.headers.get("allow")?.split(", ").sort()).toEqual(["GET", "HEAD", "POST"])
    expect(method.headers.get("content-type")).toBe("application/problem+json")
  })

  it("[HTTP-3] says nothing inside of a failure, and logs it", async () => {
    const test = testApp()
    const broken = testApp(
      {},
      {
        catalog: { ...test.deps.catalog, partners: () => Promise.reject(new Error("secret +919876543210")) },
      },
    )
    const answer = await broken.send("GET", "/v1/partners")
    expect(answer).toMatchObject({
      status: 500,
      body: { code: "internal", title: "Internal error", transient: true },
    })
    expect(JSON.stringify(answer.body)).not.toContain("secret")
    const line = broken.logged.find(({ level }) => level === "error")
    expect(line?.facts["reason"]).toBe("secret …10")
  })

  it("[HTTP-12] is logged by the route's pattern, without query, key or number", async () => {
    const test = testApp()
    await test.send("GET", "/v1/senders/919876543210?x=hidden", { headers: { "x-forwarded-for": "1.2.3.4" } })
    const text = JSON.stringify(test.logged)
    expect(text).toContain("/v1/senders/:id")
    for (const hidden of ["919876543210", "hidden", OPERATOR_KEY]) expect(text).not.toContain(hidden)
  })
})

describe("bodies", () => {
  const post = (test: ReturnType<typeof testApp>, body: unknown, headers: Record<string, string> = {}) =>
    test.send("POST", "/v1/partners", { body, headers })

  it.each([
    ["no JSON", "{", "The body is not valid JSON."],
    ["a lone string", '"text"', undefined],
    ["an array", "[]", undefined],
    ["null", "null", undefined],
    ["a prototype", '{"name":"a","allowedOrigins":[],"__proto__":{"x":1}}', "A key may not be __proto__."],
    [
      "a spelled-out prototype",
      '{"name":"a","allowedOrigins":[],"\\u005f_proto__":{}}',
      "A key may not be __proto__.",
    ],
    ["wrong UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), "The body is not valid UTF-8."],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0x00]), "The body is not valid UTF-8."],
    ["an unknown field", { ...partner, colour: "red" }, undefined],
    ["nothing", {}, undefined],
    ["deep nesting", "[".repeat(100_000), "The body is not valid JSON."],
  ])("[HTTP-4] refuses %s with 400", async (_, body, detail) => {
    const answer = await post(testApp(), body)
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } })
    expect(answer.body.errors.length).toBeGreaterThan(0)
    if (detail !== undefined) expect(answer.body.detail).toBe(detail)
  })

  it("[HTTP-4] names each unknown field by its path", async () => {
    const answer = await testApp().send("POST", "/v1/customers", {
      body: { name: "A", timezone: "UTC", contact: { name: "A", email: "a@example.com", fax: "1" }, x: 1 },
    })
    expect(answer.body.errors).toEqual([
      { path: "contact.fax", message: "unknown field" },
      { path: "x", message: "unknown field" },
    ])
  })

  it("[HTTP-6] refuses another content type, charset or a compressed body with 415", async () => {
    const test = testApp()
    for (const headers of [
      { "content-type": "text/plain" },
      { "content-type": "application/x-www-form-urlencoded" },
      { "content-type": "application/json; charset=utf-16" },
      { "content-encoding": "gzip" },
    ]) {
      expect(await post(test, partner, headers)).toMatchObject({
        status: 415,
        body: { code: "unsupported_media_type" },
      })
    }
    expect(await post(test, partner, { "content-type": "application/json; charset=UTF-8" })).toMatchObject({
      status: 201,
    })
  })

  it("[HTTP-5] takes bodies up to the limit, streamed ones too", async () => {
    const test = testApp()
    const filler = (bytes: number): string => {
      const head = '{"name":"'
      const tail = '","allowedOrigins":[]}'
      return head + "a".repeat(bytes - head.length - tail.length) + tail
    }
    expect(await post(test, filler(BODY_BYTES_MAX))).toMatchObject({ status: 400 })
    expect(await post(test, filler(BODY_BYTES_MAX + 1))).toMatchObject({
      status: 413,
      body: { code: "too_large" },
    })
    const told = await post(test, "{}", { "content-length": String(BODY_BYTES_MAX + 1) })
    expect(told).toMatchObject({ status: 413, body: { bytesMax: BODY_BYTES_MAX } })

    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536
        controller.enqueue(new Uint8Array(65_536).fill(0x20))
      },
    })
    const request = new Request("http://localhost/v1/partners", {
      method: "POST",
      headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" },
      body: endless,
      duplex: "half",
    } as RequestInit)
    expect((await test.app.request(request)).status).toBe(413)
    expect(sent).toBeLessThan(2 * BODY_BYTES_MAX)
  })

  it("[HTTP-5] takes larger cards than other bodies", async () => {
    const test = testApp()
    const path = "/v1/rate-cards?effectiveFrom=2027-01-01"
    const headers = { "content-type": "text/csv" }
    const large = await test.send("POST", path, { body: " ".repeat(BODY_BYTES_MAX + 1), headers })
    expect(large.status).toBe(400)
    const larger = await test.send("POST", path, { body: " ".repeat(LARGE_BODY_BYTES_MAX + 1), headers })
    expect(larger.status).toBe(413)
  })

  it("[AUTH-4] are not read for a caller without a key", async () => {
    const answer = await testApp().send("POST", "/v1/partners", {
      key: "",
      body: " ".repeat(BODY_BYTES_MAX + 1),
    })
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } })
    expect(answer.headers.get("www-authenticate")).toBe("Bearer")
  })
})

describe("lists", () => {
  it("[HTTP-11] page by an opaque cursor, each row once", async () => {
    const test = testApp()
    for (let index = 0; index < 5; index++) {
      test.now += index % 2
      await test.send("POST", "/v1/partners", { body: { ...partner, id: `p${index}` } })
    }
    const seen: string[] = []
    let cursor: string | null = ""
    while (cursor !== null) {
      const query: string = cursor === "" ? "?limit=2" : `?limit=2&cursor=${cursor}`
      const page = await test.send("GET", `/v1/partners${query}`)
      expect(page.status).toBe(200)
      expect(page.body.data.length).toBeLessThanOrEqual(2)
      seen.push(...page.body.data.map((one: { id: string }) => one.id))
      cursor = page.body.nextCursor
    }
    expect(seen).toEqual(["p0", "p1", "p2", "p3", "p4"])
  })

  it.each([
    "limit=0",
    "limit=201",
    "limit=1.5",
    "limit=x",
    "limit=1&limit=2",
    "cursor=!!",
    "cursor=eHg",
    "what=1",
    "cursor=",
  ])("[HTTP-11] refuse ?%s", async (query) => {
    expect(await testApp().send("GET", `/v1/partners?${query}`)).toMatchObject({ status: 400 })
  })
})

describe("idempotency", () => {
  const headers = { "idempotency-key": "k1" }

  it("[HTTP-8] answers again without the secret, and once only makes the thing", async () => {
    const test = testApp()
    const first = await test.send("POST", "/v1/partners", { body: partner, headers })
    const again = await test.send("POST", "/v1/partners", {
      body: { allowedOrigins: [], name: "Acme" },
      headers,
    })
    expect(first.body.secretKey).toMatch(/^tg_pk_[0-9A-Za-z]{40}$/)
    const { secretKey: _, ...rest } = first.body
    expect(again).toMatchObject({ status: 201, body: rest })
    expect(again.body).not.toHaveProperty("secretKey")
    expect(again.headers.get("idempotent-replayed")).toBe("true")
    expect((await test.send("GET", "/v1/partners")).body.data).toHaveLength(1)
  })

  it("[HTTP-8] is 409 with another body, and is scoped to tenant, method and path", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const b = await makeTenant(test, "b")
    const customer = { name: "C", timezone: "UTC" }
    const made = await test.send("POST", "/v1/customers", { key: a.key, body: customer, headers })
    const other = await test.send("POST", "/v1/customers", {
      key: a.key,
      body: { ...customer, name: "D" },
      headers,
    })
    expect(other).toMatchObject({ status: 409, body: { code: "idempotency_key_reused" } })
    const foreign = await test.send("POST", "/v1/customers", { key: b.key, body: customer, headers })
    expect(foreign).toMatchObject({ status: 201, body: { partnerId: "b" } })
    expect(foreign.body.id).not.toBe(made.body.id)
    const token = await test.send("POST", "/v1/ingest-tokens", { key: a.key, body: {}, headers })
    expect(token.status).toBe(201)
  })

  it("[HTTP-9] keeps refusals of 404, 409 and 422, and neither 400 nor 403", async () => {
    const test = testApp()
    const wallet = { kind: "wallet", walletId: "later" }
    expect(await test.send("POST", "/v1/keys", { body: wallet, headers })).toMatchObject({ status: 404 })
    const tenant = await makeTenant(test, "a")
    await test.deps.catalog.insertWalletPlace({
      walletId: "later",
      customerId: tenant.customerId,
      partnerId: "a",
      currency: "USD",
      isClosed: false,
      createdAt: test.now,
    })
    expect(await test.send("POST", "/v1/keys", { body: wallet, headers })).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    })

    const invalid = { "idempotency-key": "k2" }
    expect(await test.send("POST", "/v1/partners", { body: {}, headers: invalid })).toMatchObject({
      status: 400,
    })
    expect(await test.send("POST", "/v1/partners", { body: partner, headers: invalid })).toMatchObject({
      status: 201,
    })
  })

  it("[HTTP-9] forgets after 30 days", async () => {
    const test = testApp()
    const first = await test.send("POST", "/v1/partners", { body: partner, headers })
    test.now += 30 * 86_400_000
    const again = await test.send("POST", "/v1/partners", { body: partner, headers })
    expect(again.body.id).not.toBe(first.body.id)
  })

  it("[HTTP-10] is 503 while the first is under way, and is taken over once that is lost", async () => {
    const test = testApp()
    const { catalog } = test.deps
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const slow = testApp(
      {},
      { catalog: { ...catalog, insertPartner: (made) => held.then(() => catalog.insertPartner(made)) } },
    )
    const first = slow.send("POST", "/v1/partners", { body: partner, headers })
    const early = await slow.send("POST", "/v1/partners", { body: partner, headers })
    expect(early).toMatchObject({ status: 503, body: { code: "unavailable", transient: true } })
    expect(early.headers.get("retry-after")).toBe("1")
    release()
    expect((await first).status).toBe(201)
    expect(await slow.send("POST", "/v1/partners", { body: partner, headers })).toMatchObject({ status: 201 })

    const replay = { key: "k", fingerprint: "f", keepUntil: null }
    expect(await catalog.claimReplay(replay, test.now, 60_000)).toEqual({ kind: "claimed" })
    expect(await catalog.claimReplay(replay, test.now + 59_999, 60_000)).toEqual({ kind: "busy" })
    expect(await catalog.claimReplay(replay, test.now + 60_000, 60_000)).toEqual({ kind: "claimed" })
  })

  it.each(["", " ", "a b", "é", "x".repeat(256)])("[HTTP-8] refuses the key %j", async (key) => {
    const answer = await testApp().send("POST", "/v1/partners", {
      body: partner,
      headers: { "idempotency-key": encodeHeader(key) },
    })
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: "Idempotency-Key" }] } })
  })
})

/** Headers hold bytes: each character of UTF-8 text as one of Latin-1. */
function encodeHeader(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text))
}

describe("cross-origin calls", () => {
  const preflight = {
    "access-control-request-method": "GET",
    "access-control-request-headers": "authorization",
  }

  it("[HTTP-7] are allowed from origins that some active partner lists", async () => {
    const test = testApp()
    const { origin } = await makeTenant(test, "a")
    const listed = await test.send("OPTIONS", "/v1/wallets/x/summary", {
      key: "",
      headers: { origin, ...preflight },
    })
    expect(listed.status).toBe(204)
    expect(listed.headers.get("access-control-allow-origin")).toBe(origin)
    expect(listed.headers.get("access-control-allow-headers")).toContain("Authorization")
    const other = { origin: "https://evil.example", ...preflight }
    const unlisted = await test.send("OPTIONS", "/v1/wallets/x/summary", { key: "", headers: other })
    expect(unlisted.status).toBe(403)
    expect(unlisted.headers.get("access-control-allow-origin")).toBeNull()
    await test.send("PATCH", "/v1/partners/a", { body: { status: "disabled" } })
    const disabled = await test.send("OPTIONS", "/v1/wallets/x/summary", {
      key: "",
      headers: { origin, ...preflight },
    })
    expect(disabled.status).toBe(403)
  })

  it("[HTTP-7] with a token are 403 unless its own partner lists the origin, and readable either way", async () => {
    const test = testApp({ publicUrl: "https://billing.example.net/base" })
    const a = await makeTenant(test, "a")
    const b = await makeTenant(test, "b")
    const { token } = (
      await test.send("POST", "/v1/portal-tokens", { key: a.key, body: { walletId: a.walletId } })
    ).body
    const read = (origin: string) => test.send("GET", "/v1/rate-cards", { key: token, headers: { origin } })
    const own = await read(a.origin)
    expect(own.status).toBe(200)
    expect(own.headers.get("access-control-allow-origin")).toBe(a.origin)
    expect(own.headers.get("vary")).toContain("Origin")
    expect(await read(b.origin)).toMatchObject({ status: 403, body: { code: "forbidden" } })
    expect(await read("null")).toMatchObject({ status: 403 })
    expect(await read("https://billing.example.net")).toMatchObject({ status: 200 })
    const expired = await test.send("GET", "/v1/rate-cards", { key: "a.b.c", headers: { origin: a.origin } })
    expect(expired.status).toBe(401)
    expect(expired.headers.get("access-control-allow-origin")).toBe(a.origin)
  })
})

describe("rate limits", () => {
  it("[HTTP-15] hold for tokens, by wallet, and not for keys", async () => {
    const test = testApp()
    const { key, walletId } = await makeTenant(test, "a")
    const { token } = (await test.send("POST", "/v1/portal-tokens", { key, body: { walletId } })).body
    const statuses = new Set<number>()
    for (let index = 0; index < 100; index++) {
      statuses.add((await test.send("GET", "/v1/rate-cards", { key: token })).status)
    }
    expect([...statuses]).toEqual([200])
    const over = await test.send("GET", "/v1/rate-cards", { key: token })
    expect(over).toMatchObject({ status: 429, body: { code: "rate_limited", transient: true } })
    expect(over.headers.get("retry-after")).toBe("1")
    expect((await test.send("GET", "/v1/rate-cards", { key })).status).toBe(200)
    test.now += 1000
    expect((await test.send("GET", "/v1/rate-cards", { key: token })).status).toBe(200)
  })
})
