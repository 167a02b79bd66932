import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export interface HookReceiver {
  readonly url: string
  /** In order of arrival, also those that were not answered with success. */
  readonly received: readonly { readonly id: string; readonly type: string; readonly data: any }[]
  /** Closed, it answers 503. */
  isOpen: boolean
  close(): Promise<void>
}

/** A partner's server that takes webhooks, on this machine. */
export async function hookReceiver(): Promise<HookReceiver> {
  const received: { id: string; type: string; data: any }[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      const { type, data } = JSON.parse(Buffer.concat(parts).toString("utf8"))
      received.push({ id: String(request.headers["webhook-id"]), type, data })
      response.writeHead(receiver.isOpen ? 204 : 503)
      response.end()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  const receiver: HookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    isOpen: true,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return receiver
}
