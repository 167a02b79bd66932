import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, expect, it } from "vitest"
import { createTestHarness, type TestHarness } from "wrangler"
import type { Invoice } from "@tollgate/server/catalog/invoice-records.ts"
import { nodeInvoicePdf } from "@tollgate/server/runtime/node-pdf.ts"
import { makeWorkbook } from "@tollgate/server/rate-files/testing-workbook.ts"
import { ELEMENTS_FOLDER } from "@tollgate/server/runtime/element-files.ts"
import { Caller } from "../support/client.ts"
import { makeTenant, topUp } from "../support/tenant.ts"
import { SERVER_FOLDER, WRANGLER, WRANGLER_CONFIG } from "../support/wrangler.ts"
import { OPERATOR_KEY } from "../support/secrets.ts"

/** Of the script, without the modules beside it: `docs/decisions/0009-workers.md`. */
const BUNDLE_BYTES_MAX = 300_000
const XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

let folder: string
let server: TestHarness | undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tollgate-deploy-"))
  const command = [WRANGLER, "deploy", "--dry-run", "--config", WRANGLER_CONFIG, "--outdir", folder]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    encoding: "utf8",
    // The build command of the configuration begins there.
    cwd: SERVER_FOLDER,
    env: { ...process.env, CI: "1" },
  })
  expect([status, stdout + stderr]).toEqual([0, stdout + stderr])
  const secrets = { TOLLGATE_OPERATOR_KEY: OPERATOR_KEY }
  server = createTestHarness({
    workers: [{ configPath: WRANGLER_CONFIG, prebuiltWorkerDir: folder, secrets }],
  })
  await server.listen()
  await server
    .getWorker<{ readonly CATALOG: import("@cloudflare/workers-types").D1Database }>()
    .applyD1Migrations("CATALOG")
})
afterAll(async () => {
  await server?.close()
  rmSync(folder, { recursive: true })
})

async function ask(path: string): Promise<Response> {
  return (await server!.fetch(path)) as unknown as Response
}

it("[WORK-10] what is deployed is one script, within its budget, and beside it what is loaded when it is needed", () => {
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"))
  expect(scripts).toEqual([
    "index.js",
    "invoice-writer.js",
    "pages-and-mails.js",
    "rate-files.js",
    "remote-providers.js",
  ])
  const packed = gzipSync(readFileSync(join(folder, "index.js")), { level: 9 })
  expect(packed.length).toBeLessThan(BUNDLE_BYTES_MAX)
})

it("[WORK-10] the elements are there for pages of any origin, and the Worker answers the rest", async () => {
  const chunk = readdirSync(join(ELEMENTS_FOLDER, "widget")).find((name) => name.endsWith(".js"))
  for (const [path, caching] of [
    ["/widget.js", "public, max-age=300"],
    [`/widget/${chunk}`, "public, max-age=31536000, immutable"],
  ] as const) {
    const answer = await ask(path)
    expect([path, answer.status]).toEqual([path, 200])
    expect(answer.headers.get("access-control-allow-origin")).toBe("*")
    expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin")
    expect(answer.headers.get("cache-control")).toBe(caching)
    expect(answer.headers.get("content-type")).toContain("javascript")
    expect(await answer.text()).toBe(readFileSync(join(ELEMENTS_FOLDER, path), "utf8"))
  }
  expect((await ask("/widget/none.js")).status).toBe(404)
  expect(await (await ask("/healthz")).json()).toMatchObject({ status: "ok" })
})

it("[PDF-8] an invoice as PDF, the same bytes as on Node", async () => {
  const request = async (path: string, init: RequestInit) =>
    (await server!.fetch(path, init as never)) as unknown as Response
  const tenant = await makeTenant(new Caller(request, OPERATOR_KEY), "printed")
  const { operator, partner, wallet, customerId } = tenant
  await partner.must(
    partner.patch(`/v1/customers/${customerId}`, { name: "क्षत्रिय एंड ब्रदर्स محمد", locale: "hi-IN" }),
  )
  await topUp(tenant, "1250.5")
  await expect.poll(async () => (await operator.get(`${wallet}/invoices`)).body.data.length).toBe(1)
  const {
    data: [shown],
  } = await operator.must(operator.get(`${wallet}/invoices`))
  const answer = await request(`/v1/invoices/${shown.id}.pdf`, {
    headers: { authorization: `Bearer ${partner.key}` },
  })
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"])
  expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="invoice-${shown.number}.pdf"`)
  const { id, number, kind, correctsId, issuedAt, ...content } = shown
  const invoice = { id, number, kind, correctsId, issuedAt: Date.parse(issuedAt), content } as Invoice
  const onNode = await nodeInvoicePdf({ invoice: async () => undefined })(invoice)
  expect(Buffer.from(await answer.arrayBuffer()).equals(onNode)).toBe(true)
})

it("[FILE-1, WORK-10] a rate card as XLSX", async () => {
  const rows = [
    ["market", "currency", "category", "tier_from", "rate"],
    ["India", "USD", "marketing", { number: "0" }, { number: "0.0118" }],
  ]
  const asked = {
    method: "POST",
    headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": XLSX_TYPE },
    body: makeWorkbook({ rows }),
  }
  const path = "/v1/rate-cards?id=sheet&effectiveFrom=2026-01-01"
  const answer = (await server!.fetch(path, asked)) as unknown as Response
  expect([answer.status, await answer.json()]).toMatchObject([201, { id: "sheet", markets: 1, rows: 1 }])
})

it("[WORK-10] pages and mails", async () => {
  const docs = await ask("/docs")
  expect([docs.status, await docs.text()]).toEqual([200, expect.stringContaining("/v1/wallets/{id}")])
  const page = await ask("/pay/pl_none")
  expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('lang="en"')])
  const request = async (path: string, init: RequestInit) =>
    (await server!.fetch(path, init as never)) as unknown as Response
  const tenant = await makeTenant(new Caller(request, OPERATOR_KEY), "mailed")
  const { partner, customerId } = tenant
  const contact = { name: "Ana", email: "ana@mailed.example" }
  await partner.must(partner.patch(`/v1/customers/${customerId}`, { contact, locale: "es-MX" }))
  await topUp(tenant, "12.5")
  await expect.poll(async () => (await partner.get("/v1/mails")).body.data.length).toBe(1)
  const { data } = await partner.must(partner.get("/v1/mails"))
  expect(data[0]).toMatchObject({ to: contact.email, text: expect.stringContaining("Hola") })
})
