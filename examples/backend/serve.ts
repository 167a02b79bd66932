// The backend of a portal, as small as it gets: it serves an example, and makes the portal tokens that the example asks for.
//
//   TOLLGATE_KEY=tg_op_... node examples/backend/serve.ts react
import { createServer } from "node:http"
import { readFile } from "node:fs/promises"
import type { AddressInfo } from "node:net"
import { extname, join, normalize } from "node:path"

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
}

/** Where Tollgate runs; the examples are written for the address that `npm start` has. */
const DEFAULT_SERVER = "http://127.0.0.1:8787"
const server = process.env["TOLLGATE_URL"] ?? DEFAULT_SERVER
/** A partner key. It never leaves this process: what the page gets is a token for minutes and one wallet. */
const key = process.env["TOLLGATE_KEY"] ?? ""
const walletId = process.env["TOLLGATE_WALLET"] ?? "wal_demo_acme"
const example = process.argv[2] ?? "plain-html"
const folder = join(import.meta.dirname, "..", example, example === "plain-html" ? "." : "dist")

/** A real portal knows from its own session who asks, and gives a token for that customer's wallet only. */
async function newToken(): Promise<string> {
  const answer = await fetch(`${server}/v1/portal-tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({
      walletId,
      scopes: ["balance:read", "usage:read", "statement:read", "topup:write"],
      expiresInSeconds: 900,
    }),
  })
  if (!answer.ok) throw new Error(`no token: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { token: string }).token
}

/** A file of the example; the server's address in it is the one that this backend was told. */
async function readPage(path: string): Promise<{ readonly body: string; readonly type: string }> {
  const file = normalize(path.endsWith("/") ? `${path}index.html` : path)
  const text = await readFile(join(folder, file), "utf8")
  return {
    body: text.replaceAll(DEFAULT_SERVER, server),
    type: TYPES[extname(file)] ?? "application/octet-stream",
  }
}

const backend = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost")
  const answer =
    pathname === "/token"
      ? newToken().then((token) => ({ body: JSON.stringify({ token }), type: "application/json" }))
      : readPage(pathname)
  answer.then(
    ({ body, type }) =>
      response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(body),
    (error: unknown) => response.writeHead(pathname === "/token" ? 502 : 404).end(String(error)),
  )
})

backend.listen(Number(process.env["PORT"] ?? 5173), "127.0.0.1", () => {
  const { port } = backend.address() as AddressInfo
  process.stdout.write(`${example} runs at http://127.0.0.1:${port}\n`)
})
