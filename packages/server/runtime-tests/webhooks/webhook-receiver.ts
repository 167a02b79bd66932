import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface ReceiverAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A server on this machine that takes webhooks and answers what it is told to, by path. */
export interface WebhookReceiver {
  readonly url: string
  readonly received: readonly Received[]
  /** What each path answers from now on; `never` takes the webhook and says nothing. Else 204. */
  readonly answers: Map<string, ReceiverAnswer | "never">
  close(): Promise<void>
}

export async function startReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = []
  const answers: WebhookReceiver["answers"] = new Map()
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      const path = request.url ?? ""
      received.push({ path, headers: request.headers, body: Buffer.concat(parts).toString("utf8") })
      const answer = answers.get(path) ?? { status: 204 }
      if (answer === "never") return
      response.writeHead(answer.status, answer.headers)
      response.end(answer.body)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
