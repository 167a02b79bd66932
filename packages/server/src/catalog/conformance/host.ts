import type { Catalog } from "../catalog.ts"

/** One place where a catalog keeps its data, empty at first. The suite knows nothing else of it. */
export interface CatalogTestHost {
  /** A handle on the data. Called again, it gives another one on the same data, with a memory of its own. */
  open(clock: () => number): Promise<Catalog>
  /** Closes the handles and removes the data. */
  dispose(): Promise<void>
}

export type MakeCatalogHost = () => Promise<CatalogTestHost>

/**
 * How a handle learns what another one wrote: `at_once`, when it is `told` of it a moment later, or when what it has in
 * memory is too old (`aged`).
 */
export type Hearing = "at_once" | "told" | "aged"

export interface TestClock {
  now: number
}

/** Runs `body` on a new host with one handle, and cleans up after it. */
export async function onCatalog(
  makeHost: MakeCatalogHost,
  body: (catalog: Catalog, another: () => Promise<Catalog>, clock: TestClock) => Promise<void>,
  now = 1_000,
): Promise<void> {
  const host = await makeHost()
  const clock: TestClock = { now }
  const open = (): Promise<Catalog> => host.open(() => clock.now)
  try {
    await body(await open(), open, clock)
  } finally {
    await host.dispose()
  }
}
