import { openStore, type OpenStore } from "@tollgate/server/runtime/open-store.ts"
import { httpMoving } from "@tollgate/server/storage/moving/http-moving.ts"
import {
  importExport,
  type Imported,
  type ImportOptions,
  type ImportTarget,
} from "@tollgate/server/storage/moving/import-export.ts"
import type { Moving } from "@tollgate/server/storage/moving/moving.ts"
import { readExport, type FileLine } from "@tollgate/server/storage/moving/read-export.ts"
import { exportLines } from "@tollgate/server/storage/moving/write-export.ts"
import { appHost, type AppHost } from "./app-host.ts"
import type { Host } from "./host.ts"
import { dataFolder } from "./process-host.ts"

/** A store in a folder of its own, closed and removed by `remove`. */
export interface PlacedStore extends OpenStore {
  readonly path: string
  remove(): Promise<void>
}

export async function emptyStore(): Promise<PlacedStore> {
  const folder = dataFolder()
  const store = await openStore(folder.path, "any", () => Date.now())
  return {
    ...store,
    path: folder.path,
    remove: async () => {
      await store.wallets.close()
      folder.remove()
    },
  }
}

/** The app on a store, with ids that no app before it made. */
export function appOn({ catalog, wallets, feed }: OpenStore, now: number, run = "b"): AppHost {
  let made = 0
  const ids = (prefix: string): string => `${prefix}_${run}${String(++made).padStart(6, "0")}`
  const host = appHost(now, {}, { deps: { catalog, wallets, feed, ids } })
  return host
}

/** An export as its lines. */
export async function exportOf(
  { wallets, catalog }: Moving,
  options: {
    readonly walletIds?: readonly string[]
    readonly id?: string
    readonly hasSecrets?: boolean
    readonly isOneMoment?: boolean
  } = {},
): Promise<string[]> {
  const source = { wallets, catalog, name: "test", isOneMoment: options.isOneMoment ?? true }
  const lines: string[] = []
  const { id = "file-1", hasSecrets = false, walletIds } = options
  const told = { id, version: "0", at: 0, hasSecrets, ...(walletIds === undefined ? {} : { walletIds }) }
  for await (const line of exportLines(source, told)) lines.push(line)
  return lines
}

/** The lines as a file has them; without the last line feed where the file was cut there. */
export async function* asFile(lines: readonly string[], isEnded = true): AsyncGenerator<FileLine> {
  for (const [index, text] of lines.entries()) yield { text, isEnded: isEnded || index < lines.length - 1 }
}

export function importInto(
  target: ImportTarget,
  lines: readonly string[],
  options: Partial<ImportOptions> = {},
): Promise<Imported> {
  return importExport(readExport(asFile(lines)), target, { keepsTarget: false, ...options })
}

export interface Network {
  /** Whether the answer to this request is lost; the server had it. */
  readonly loses?: (request: number) => boolean
  readonly asked?: (path: string, body: unknown) => void
}

const SERVER = "https://tollgate.example.com"

/** A host as the command line asks it over HTTP. */
export function movingOver(
  { request, operator }: Pick<Host, "request" | "operator">,
  { loses = () => false, asked }: Network = {},
  key: string = operator.key,
): Moving {
  let requests = 0
  return httpMoving({
    url: SERVER,
    operatorKey: key,
    wait: async () => undefined,
    fetch: async (url, init) => {
      requests += 1
      asked?.(url, init.body)
      const response = await request(url.slice(SERVER.length), init)
      if (loses(requests)) throw new Error("connection lost")
      return response
    },
  })
}
