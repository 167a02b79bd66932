import { describe, expect, it } from "vitest"
import { prometheusMetrics } from "../observability/prometheus.ts"
import { makeTenant, testApp } from "../testing/test-app.ts"
import { PROBLEMS } from "../problem.ts"

describe("health", () => {
  it("[HTTP-14] answers without a key", async () => {
    const test = testApp()
    for (const path of ["/healthz", "/readyz"]) {
      expect(await test.send("GET", path, { key: "" })).toMatchObject({ status: 200, body: { status: "ok" } })
    }
  })

  it("[HTTP-14] is not ready while the store does not answer", async () => {
    const test = testApp()
    const broken = testApp(
      {},
      { wallets: { ...test.deps.wallets, walletIds: () => Promise.reject(new Error("closed")) } },
    )
    expect(await broken.send("GET", "/readyz", { key: "" })).toMatchObject({
      status: 503,
      body: { code: "unavailable" },
    })
    expect((await broken.send("GET", "/healthz", { key: "" })).status).toBe(200)
  })

  it("[HTTP-14] gives metrics to operators, and to loopback that no proxy speaks for", async () => {
    let address: string | undefined
    const test = testApp({}, { metrics: prometheusMetrics(), remoteAddress: () => address })
    const a = await makeTenant(test, "a")
    const read = (key: string, headers = {}) => test.send("GET", "/metrics", { key, headers })
    expect((await read("")).status).toBe(401)
    expect((await read(a.key)).status).toBe(403)
    for (address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) expect((await read("")).status).toBe(200)
    expect((await read("", { "x-forwarded-for": "8.8.8.8" })).status).toBe(401)
    address = "10.0.0.1"
    expect((await read("")).status).toBe(401)
    const text = await test.send("GET", "/metrics")
    expect(text.body).toContain(
      'tollgate_http_request_seconds_count{route="/v1/partners",method="POST",status="201"} 1',
    )
  })
})

describe("the description", () => {
  it("[HTTP-13] is OpenAPI 3.1 of every route, with who may call it and what it refuses", async () => {
    const { status, body } = await testApp().send("GET", "/openapi.json", { key: "" })
    expect(status).toBe(200)
    expect(body.openapi).toBe("3.1.0")
    const post = body.paths["/v1/partners"].post
    expect(post).toMatchObject({ "x-callers": ["operator"], security: [{ bearer: [] }] })
    expect(Object.keys(post.responses)).toEqual(
      expect.arrayContaining(["201", "400", "401", "403", "409", "413", "415", "default"]),
    )
    expect(post.parameters.map((one: { name: string }) => one.name)).toContain("Idempotency-Key")
    const amount = body.components.schemas.FeeRule.oneOf[0].properties.amount
    expect(amount).toMatchObject({ type: "string", format: "decimal" })
    for (const [path, methods] of Object.entries<Record<string, { summary?: string; tags?: string[] }>>(
      body.paths,
    )) {
      for (const [method, operation] of Object.entries(methods)) {
        expect(operation.summary, `${method} ${path}`).toBeTruthy()
        expect(operation.tags, `${method} ${path}`).toHaveLength(1)
      }
    }
    expect(JSON.stringify(body)).not.toContain("undefined")
  })

  it("[HTTP-14] is a page that loads nothing and runs only its own script", async () => {
    const { status, headers, body } = await testApp().send("GET", "/docs", { key: "" })
    expect(status).toBe(200)
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'/,
    )
    expect(headers.get("x-frame-options")).toBe("DENY")
    expect(body).toContain("curl &quot;$TOLLGATE_URL/v1/partners&quot;")
    expect(body).not.toMatch(/(?:src|href)="https?:/)
    for (const code of Object.keys(PROBLEMS)) expect(body).toContain(`id="problem-${code}"`)
  })
})
