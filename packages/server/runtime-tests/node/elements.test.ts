import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { brotliDecompressSync, gunzipSync } from "node:zlib"
import { afterAll, beforeAll, expect, it } from "vitest"
import { readEnvironment } from "../../src/runtime/environment.ts"
import { startServer, type RunningServer } from "../../src/runtime/node.ts"

const LOADER = `export {}\n// Größe\n${"const same = 1\n".repeat(200)}`
const CHUNK = "/widget/wallet-balance-a1B2c3D4.js"
const ORIGIN = "https://portal.example.com"

let folder = ""
let server: RunningServer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tollgate-elements-"))
  const files: Record<string, string> = {
    "widget.js": LOADER,
    "secret.txt": "not served",
    "types/index.d.ts": "not served",
    [`.${CHUNK}`]: "export class WalletBalance {}",
    "widget/locales/es-PE-0a9Z_x8-.js": "export default {}",
    "widget/wallet-statement.js": "export {}",
    "widget/tollgate.css": ":host{}",
    "widget/mark.png": "\u0089PNG" + "0".repeat(500),
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, "dist", name)
    mkdirSync(join(path, ".."), { recursive: true })
    writeFileSync(path, text)
  }
  server = await start(join(folder, "dist"))
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

function start(elements: string): Promise<RunningServer> {
  const data = mkdtempSync(join(folder, "data-"))
  const variables = { PORT: "0", TOLLGATE_DATA: data, TOLLGATE_LOG_LEVEL: "silent" }
  return startServer(readEnvironment(variables, "0.0.0-test"), elements)
}

const get = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> =>
  fetch(server.url + path, { method, headers: { origin: ORIGIN, ...headers } })

interface Raw {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly bytes: Buffer
}

/** The path as it is written, and the bytes as they are sent: `fetch` mends the one and unpacks the other. */
function getRaw(path: string, headers: Record<string, string> = {}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    const sent = request({ hostname, port, path, headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on("data", (part: Buffer) => parts.push(part))
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(parts) }),
      )
    })
    sent.once("error", reject)
    sent.end()
  })
}

it.each([
  ["/widget.js", "text/javascript; charset=utf-8"],
  [CHUNK, "text/javascript; charset=utf-8"],
  ["/widget/locales/es-PE-0a9Z_x8-.js", "text/javascript; charset=utf-8"],
  ["/widget/tollgate.css", "text/css; charset=utf-8"],
  ["/widget/mark.png", "image/png"],
])("[ASSET-1] %s is %s, by GET and HEAD, without a key", async (path, type) => {
  const got = await get(path)
  expect([got.status, got.headers.get("content-type")]).toEqual([200, type])
  expect((await got.arrayBuffer()).byteLength).toBeGreaterThan(5)
  const head = await get(path, {}, "HEAD")
  expect([head.status, head.headers.get("etag")]).toEqual([200, got.headers.get("etag")])
  expect(await head.text()).toBe("")
  if (path === "/widget.js") expect(await (await get(path)).text()).toBe(LOADER)
})

it.each([
  "/widget/",
  "/widget/none-a1B2c3D4.js",
  "/widget/../secret.txt",
  "/widget/%2e%2e/secret.txt",
  "/widget/..%2fsecret.txt",
  "/widget/%00",
  "/widget/%E0%A4%A",
  "/widget//etc/passwd",
  "/widget/../types/index.d.ts",
  "/secret.txt",
])("[ASSET-1] %s is 404", async (path) => {
  const { status, bytes } = await getRaw(path)
  expect([status, JSON.parse(bytes.toString()).code]).toEqual([404, "not_found"])
})

it("[ASSET-1] another method is 405", async () => {
  const { status, headers } = await get("/widget.js", {}, "POST")
  expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD"])
})

it("[ASSET-2] any page may load them, whatever the status", async () => {
  const etag = (await get("/widget.js")).headers.get("etag") ?? ""
  for (const answer of [
    await get("/widget.js"),
    await get("/widget.js", { "if-none-match": etag }),
    await get("/widget/none.js"),
  ]) {
    expect(answer.headers.get("access-control-allow-origin")).toBe("*")
    expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin")
    expect(answer.headers.get("timing-allow-origin")).toBe("*")
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
  }
})

it("[ASSET-3] the loader is asked for again, a name with a hash never, and what is known is not sent", async () => {
  const caching: [string, string][] = [
    ["/widget.js", "public, max-age=300"],
    ["/widget/wallet-statement.js", "public, max-age=300"],
    [CHUNK, "public, max-age=31536000, immutable"],
    ["/widget/locales/es-PE-0a9Z_x8-.js", "public, max-age=31536000, immutable"],
  ]
  for (const [path, value] of caching) {
    const { headers } = await get(path)
    expect([path, headers.get("cache-control")]).toEqual([path, value])
    const etag = headers.get("etag") ?? ""
    for (const known of [etag, etag.replace("W/", ""), `"other", ${etag}`, "*"]) {
      const again = await get(path, { "if-none-match": known })
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag])
      expect(again.headers.get("cache-control")).toBe(value)
    }
    expect((await get(path, { "if-none-match": '"other"' })).status).toBe(200)
  }
})

it("[ASSET-4] text is packed as the caller takes it", async () => {
  const codings: [string, string | undefined, (bytes: Buffer) => Buffer][] = [
    ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
    ["br;q=0, gzip", "gzip", gunzipSync],
    ["gzip;q=0.5", "gzip", gunzipSync],
    ["deflate, *", undefined, (bytes) => bytes],
    ["identity", undefined, (bytes) => bytes],
  ]
  for (const [accepted, coding, unpack] of codings) {
    const { headers, bytes } = await getRaw("/widget.js", { "accept-encoding": accepted })
    expect([accepted, headers["content-encoding"]]).toEqual([accepted, coding])
    expect(headers["vary"]).toContain("Accept-Encoding")
    expect(unpack(bytes).toString()).toBe(LOADER)
    expect(Number(headers["content-length"])).toBe(bytes.length)
    if (coding !== undefined) expect(bytes.length).toBeLessThan(LOADER.length / 10)
  }
  const tiny = await getRaw("/widget/tollgate.css", { "accept-encoding": "br, gzip" })
  expect(tiny.headers["content-encoding"]).toBeUndefined()
  const image = await getRaw("/widget/mark.png", { "accept-encoding": "br, gzip" })
  expect(image.headers["content-encoding"]).toBeUndefined()
})

it("[ASSET-5] without a build the refusal says what builds", async () => {
  const unbuilt = await start(join(folder, "nothing"))
  try {
    for (const path of ["/widget.js", CHUNK]) {
      const answer = await fetch(unbuilt.url + path)
      const { code, detail } = (await answer.json()) as { code: string; detail: string }
      expect([answer.status, code]).toEqual([404, "not_found"])
      expect(detail).toContain("npx pnpm --filter @tollgate/widget run build")
    }
  } finally {
    await unbuilt.stop()
  }
})
