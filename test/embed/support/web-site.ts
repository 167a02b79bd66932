import { createServer } from "node:http"
import { readFile } from "node:fs/promises"
import type { AddressInfo } from "node:net"
import { extname, join, normalize } from "node:path"

export interface Site {
  /** `http://127.0.0.1:<port>`: an origin of its own. */
  readonly origin: string
  /** What the site answers from now on at this path. */
  page(path: string, body: string, headers?: Readonly<Record<string, string>>): void
  /** Answers of a path that are made at each request. */
  handle(path: string, answer: () => Promise<object>): void
  /** Files below this folder, at paths that begin with `prefix`. */
  folder(prefix: string, folder: string): void
  close(): Promise<void>
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
}

interface Found {
  readonly body: string | Buffer
  readonly headers: Readonly<Record<string, string>>
}

/** A portal's own web server, which is not the one that the elements come from. */
export async function openSite(): Promise<Site> {
  const pages = new Map<string, () => Promise<Found>>()
  // Browsers ask for it by themselves.
  pages.set("/favicon.ico", async () => ({ body: "", headers: { "content-type": "image/x-icon" } }))
  const folders: { readonly prefix: string; readonly folder: string }[] = []
  const find = async (path: string): Promise<Found | undefined> => {
    const page = pages.get(path)
    if (page !== undefined) return page()
    const found = folders.find(({ prefix }) => path.startsWith(prefix))
    if (found === undefined) return undefined
    const rest = normalize(`/${path.slice(found.prefix.length)}`)
    const file = join(found.folder, rest.endsWith("/") ? `${rest}index.html` : rest)
    const type = TYPES[extname(file)] ?? "application/octet-stream"
    return { body: await readFile(file), headers: { "content-type": type } }
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site.test")
    find(decodeURIComponent(pathname)).then(
      (found) => response.writeHead(found === undefined ? 404 : 200, found?.headers).end(found?.body),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    page(path, body, headers = {}) {
      const type = TYPES[extname(path)] ?? TYPES[".html"]!
      pages.set(path, async () => ({ body, headers: { "content-type": type, ...headers } }))
    },
    handle(path, answer) {
      const headers = { "content-type": TYPES[".json"]! }
      pages.set(path, async () => ({ body: JSON.stringify(await answer()), headers }))
    },
    folder(prefix, folder) {
      folders.push({ prefix, folder })
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
