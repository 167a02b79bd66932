import { Agent, request } from "node:http"

export interface Sent {
  readonly method: "GET" | "POST" | "PUT"
  readonly path: string
  readonly body?: unknown
}

/** Requests of one client to one server. */
export interface Client {
  /** The answer's body, which must be of 2xx. */
  send(sent: Sent): Promise<string>
  /** Each of these once, `inFlight` at a time. */
  sendAll(requests: readonly Sent[], inFlight: number): Promise<void>
  /**
   * What `next` gives, for `milliseconds`, `inFlight` at a time over connections that stay open. What belongs together is
   * sent one after the other.
   *
   * @returns requests a second
   */
  load(
    next: () => readonly Sent[],
    options: { readonly inFlight: number; readonly milliseconds: number },
  ): Promise<number>
}

export function clientOf(url: string, key: string): Client {
  const { hostname, port } = new URL(url)
  const send = (agent: Agent | undefined, { method, path, body }: Sent): Promise<string> =>
    new Promise((resolve, reject) => {
      const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
      const headers = {
        authorization: `Bearer ${key}`,
        ...(bytes === undefined
          ? {}
          : { "content-type": "application/json", "content-length": bytes.length }),
      }
      const sent = request({ hostname, port, method, path, headers, ...(agent && { agent }) }, (response) => {
        const parts: Buffer[] = []
        response.on("data", (part: Buffer) => parts.push(part))
        response.on("error", reject)
        response.on("end", () => {
          const text = Buffer.concat(parts).toString()
          const status = response.statusCode ?? 0
          if (status >= 200 && status < 300) resolve(text)
          else reject(new Error(`${method} ${path} answered ${status}: ${text}`))
        })
      })
      sent.on("error", reject)
      sent.end(bytes)
    })

  return {
    send: (sent) => send(undefined, sent),
    async sendAll(requests, inFlight) {
      const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
      const waiting = requests.values()
      const lane = async (): Promise<void> => {
        for (const one of waiting) await send(agent, one)
      }
      await Promise.all(Array.from({ length: inFlight }, lane))
      agent.destroy()
    },
    async load(next, { inFlight, milliseconds }) {
      const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
      const startedAt = performance.now()
      let sent = 0
      const lane = async (): Promise<void> => {
        while (performance.now() - startedAt < milliseconds) {
          for (const one of next()) {
            await send(agent, one)
            sent += 1
          }
        }
      }
      await Promise.all(Array.from({ length: inFlight }, lane))
      const perSecond = (sent * 1_000) / (performance.now() - startedAt)
      agent.destroy()
      return perSecond
    },
  }
}
