import { RESPONSE_BYTES_MAX, type WebhookPost } from "./webhook-post.ts"

/**
 * By the platform's own `fetch`, for Workers: from there no private network is in reach, and names are resolved by Cloudflare
 * alone, so nothing is pinned. What `urlFault` refuses does not come here. Rule HOOK-8.
 */
export const postByFetch: WebhookPost = async ({ url, headers, body, signal }) => {
  const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" })
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    body: await readStart(response),
  }
}

async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ""
  const decoder = new TextDecoder()
  let text = ""
  let bytes = 0
  while (bytes < RESPONSE_BYTES_MAX) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    const part = (value as Uint8Array).subarray(0, RESPONSE_BYTES_MAX - bytes)
    bytes += part.length
    text += decoder.decode(part, { stream: true })
  }
  await reader.cancel().catch(() => undefined)
  return text
}
