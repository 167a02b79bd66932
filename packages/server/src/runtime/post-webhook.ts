import { lookup as systemLookup, type LookupAddress } from "node:dns"
import { request as requestHttp, type IncomingMessage } from "node:http"
import { request as requestHttps } from "node:https"
import type { LookupFunction } from "node:net"
import { isLoopbackAddress, isPublicAddress } from "../webhooks/is-public-address.ts"
import {
  AddressRefusedError,
  RESPONSE_BYTES_MAX,
  type WebhookAnswer,
  type WebhookPost,
} from "../webhooks/webhook-post.ts"

export interface PostOptions {
  /** Whether this machine may be posted to, and without TLS: for trying out. */
  readonly allowsLoopback: boolean
  /** All addresses of a name. Tests give their own. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>
}

/**
 * Webhooks from Node. The name is resolved here, every address of it is looked at, and the connection is made to what was
 * looked at: a name that stands for another address a moment later changes nothing. Rule HOOK-8.
 */
export function nodeWebhookPost({ allowsLoopback, resolve = resolveAll }: PostOptions): WebhookPost {
  const mayConnect = (address: string): boolean =>
    isPublicAddress(address) || (allowsLoopback && isLoopbackAddress(address))

  const lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const refused = addresses.find(({ address }) => !mayConnect(address))
        const [first] = addresses
        if (refused !== undefined || first === undefined) {
          callback(new AddressRefusedError(`${hostname} is no public host`), "")
        } else if (options.all === true) callback(null, [...addresses])
        else callback(null, first.address, first.family)
      },
      (error: Error) => callback(error, ""),
    )
  }

  return ({ url, headers, body, signal }) =>
    new Promise<WebhookAnswer>((answer, fail) => {
      const { protocol, hostname } = new URL(url)
      // An address in the URL is connected to without being looked up.
      const literal = hostname.replaceAll(/[[\]]/g, "")
      if (/^[\d.]+$|:/.test(literal) && !mayConnect(literal)) {
        return fail(new AddressRefusedError(`${hostname} is no public host`))
      }
      const request = protocol === "http:" ? requestHttp : requestHttps
      // A connection of its own: one that is kept could have been made for another check.
      const sent = request(url, { method: "POST", headers, lookup, signal, agent: false })
      sent.on("error", fail)
      let isAnswered = false
      // Where the other side switches protocols (101), Node closes without an answer or an error: an attempt would never end.
      sent.on("close", () => {
        if (!isAnswered) fail(new Error("closed without an answer"))
      })
      sent.on("response", (response) => {
        isAnswered = true
        readStart(response).then(
          (text) =>
            answer({
              status: response.statusCode ?? 0,
              retryAfter: response.headers["retry-after"] ?? null,
              body: text,
            }),
          fail,
        )
      })
      sent.end(body)
    })
}

async function resolveAll(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((found, fail) => {
    systemLookup(hostname, { all: true }, (error, addresses) =>
      error === null ? found(addresses) : fail(error),
    )
  })
}

/** The rest of a long answer is not waited for. */
async function readStart(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part.subarray(0, RESPONSE_BYTES_MAX - bytes))
    bytes += part.length
    if (bytes >= RESPONSE_BYTES_MAX) break
  }
  response.destroy()
  return Buffer.concat(parts).toString("utf8")
}
