import type { WalletStore } from "../wallet-store.ts"

/** One place where a store keeps its data, empty at first. The suite knows nothing else of it. */
export interface StoreHost {
  /** A handle on the data. Called again, it gives another one on the same data. */
  open(): Promise<WalletStore>
  /** Removes the data; the suite has closed its handles. */
  dispose(): Promise<void>
}

export type MakeStoreHost = () => Promise<StoreHost>

/** Runs `body` on a new host with one handle, and cleans up after it. */
export async function onStore(
  makeHost: MakeStoreHost,
  body: (store: WalletStore, another: () => Promise<WalletStore>) => Promise<void>,
): Promise<void> {
  const host = await makeHost()
  const handles: WalletStore[] = []
  const open = async (): Promise<WalletStore> => {
    const store = await host.open()
    handles.push(store)
    return store
  }
  try {
    await body(await open(), open)
  } finally {
    await Promise.all(handles.map((store) => store.close()))
    await host.dispose()
  }
}

export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}

/** All rows of a paged list, and how many pages it took. */
export async function allPages<T>(
  page: (cursor: string | undefined) => Promise<{ readonly rows: readonly T[]; readonly next?: string }>,
): Promise<{ rows: T[]; pages: number }> {
  const rows: T[] = []
  let pages = 0
  let cursor: string | undefined
  do {
    const { rows: some, next } = await page(cursor)
    rows.push(...some)
    pages += 1
    cursor = next
  } while (cursor !== undefined)
  return { rows, pages }
}
