import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** An API of a test on a port of this machine. What is unreachable cuts the connection. */
export async function serveApi(api: {
  readonly fetch: (request: Request) => Promise<Response>
}): Promise<{ readonly url: string; close: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on("data", (chunk: Buffer) => void chunks.push(chunk))
    incoming.on("end", () => {
      const { method = "GET", url = "/" } = incoming
      const body = Buffer.concat(chunks)
      const headers = new Headers(incoming.headers as Record<string, string>)
      const request = new Request(`http://localhost${url}`, {
        method,
        headers,
        ...(method === "GET" ? {} : { body }),
      })
      api.fetch(request).then(
        async (response) => {
          outgoing.writeHead(response.status, Object.fromEntries(response.headers))
          outgoing.end(await response.text())
        },
        () => incoming.socket.destroy(),
      )
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections()
        server.close((error) => (error === undefined ? resolve() : reject(error)))
      }),
  }
}
