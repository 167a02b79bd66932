import { connect } from "node:net"
import { afterAll, beforeAll, expect, it } from "vitest"
import { nodeHost, type NodeHost } from "../support/node-host.ts"
import { snapshot } from "../support/snapshot.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"

const JSON_BYTES_MAX = 1_048_576
const LARGE_BYTES_MAX = 4 * JSON_BYTES_MAX

let host: NodeHost
let tenant: Tenant

beforeAll(async () => {
  host = await nodeHost()
  tenant = await makeTenant(host.operator, "acme", { credit: "10" })
})
afterAll(() => host.stop())

interface Raw {
  readonly path: string
  readonly headers: readonly string[]
  readonly parts: readonly string[]
}

/** Writes bytes to the socket as they are, and gives the status line's code; undefined when the server just closed. */
function sendRaw({ path, headers, parts }: Raw): Promise<number | undefined> {
  const { hostname, port } = new URL(host.url)
  const head = [`POST ${path} HTTP/1.1`, `Host: ${hostname}`, `Authorization: Bearer ${host.operator.key}`]
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let heard = ""
    const finish = (): void => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1]
      resolve(status === undefined ? undefined : Number(status))
      socket.destroy()
    }
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1")
      if (heard.includes("\r\n\r\n")) finish()
    })
    socket.on("close", finish)
    // The server may hang up while we still write: what it said counts.
    socket.on("error", finish)
    socket.write([...head, ...headers, "", ""].join("\r\n"))
    for (const part of parts) socket.write(part)
  })
}

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`
}

const JSON_TYPE = "Content-Type: application/json"

it.each<[string, () => Raw, number]>([
  [
    "declares more than 1 MiB",
    () => ({
      path: `${tenant.wallet}/top-ups`,
      headers: [JSON_TYPE, `Content-Length: ${JSON_BYTES_MAX + 1}`],
      parts: [],
    }),
    413,
  ],
  [
    "declares more than a number holds",
    () => ({
      path: `${tenant.wallet}/top-ups`,
      headers: [JSON_TYPE, "Content-Length: 99999999999999999999999"],
      parts: [],
    }),
    400,
  ],
  [
    "is streamed past 1 MiB without saying how long it is",
    () => ({
      path: "/v1/events",
      headers: [JSON_TYPE, "Transfer-Encoding: chunked"],
      parts: Array.from({ length: 20 }, () => chunk(" ".repeat(65_536))),
    }),
    413,
  ],
  [
    "is a webhook past 4 MiB",
    () => ({
      path: "/v1/ingest/gupshup?token=gupshup-token-of-the-scenarios",
      headers: [JSON_TYPE, "Transfer-Encoding: chunked"],
      parts: Array.from({ length: LARGE_BYTES_MAX / 65_536 + 2 }, () => chunk(" ".repeat(65_536))),
    }),
    413,
  ],
  [
    "is streamed and holds a valid top-up",
    () => ({
      path: `${tenant.wallet}/top-ups`,
      headers: [JSON_TYPE, "Transfer-Encoding: chunked"],
      parts: [chunk('{"amount":"1",'), chunk('"method":"manual"}'), "0\r\n\r\n"],
    }),
    201,
  ],
  [
    "declares two lengths",
    () => ({
      path: `${tenant.wallet}/top-ups`,
      headers: [JSON_TYPE, "Content-Length: 32", "Content-Length: 33"],
      parts: ['{"amount":"1","method":"manual"}'],
    }),
    400,
  ],
  [
    "declares a length and chunks",
    () => ({
      path: `${tenant.wallet}/top-ups`,
      headers: [JSON_TYPE, "Content-Length: 4", "Transfer-Encoding: chunked"],
      parts: ["0\r\n\r\n"],
    }),
    400,
  ],
])("[HTTP-5] a body that %s is answered as documented", async (_, raw, status) => {
  const before = await snapshot(host.operator, [tenant])
  expect(await sendRaw(raw())).toBe(status)
  if (status !== 201) expect(await snapshot(host.operator, [tenant])).toEqual(before)
})

it("[HTTP-5] a body that ends before its declared length does nothing", async () => {
  const before = await snapshot(host.operator, [tenant])
  const { hostname, port } = new URL(host.url)
  const text = '{"amount":"1","method":"manual"}'
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      const head = [
        `POST ${tenant.wallet}/top-ups HTTP/1.1`,
        `Host: ${hostname}`,
        `Authorization: Bearer ${host.operator.key}`,
        JSON_TYPE,
        `Content-Length: ${text.length + 1}`,
      ]
      socket.end([...head, "", text].join("\r\n"))
    })
    socket.on("close", () => resolve())
    socket.on("error", () => resolve())
    socket.resume()
  })
  expect(await snapshot(host.operator, [tenant])).toEqual(before)
  expect((await host.operator.get("/healthz")).status).toBe(200)
})
