import type { CatalogMoving } from "./catalog-moving.ts"
import { CATALOG_TABLES } from "./catalog-tables.ts"
import {
  CATALOG_LINE,
  EXPORT_FORMAT,
  isSameEnd,
  LinesDigest,
  rowLine,
  SectionDigest,
  tableLine,
  walletLine,
  type FileEnd,
  type FileHeader,
  type WalletEnd,
} from "./format.ts"
import type { MovedRow, MovedTable } from "./moved-table.ts"
import { selectCatalog, type KeepsRow } from "./select-catalog.ts"
import type { WalletMoving } from "./wallet-moving.ts"
import { headOf } from "./wallet-rows.ts"
import { MOVED_WALLET, WALLET_TABLES } from "./wallet-tables.ts"

const WALLETS_AT_ONCE = 500

export interface ExportSource {
  readonly wallets: Pick<WalletMoving, "walletIds" | "page" | "digest">
  readonly catalog: Pick<CatalogMoving, "page">
  /** `sqlite`, `postgres`, or the address of a server. */
  readonly name: string
  /** Whether all is read as of one moment. Where not, each wallet is read again and compared. */
  readonly isOneMoment: boolean
}

export interface ExportOptions {
  readonly id: string
  readonly version: string
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  /** All wallets unless named; the catalog then has what these need. */
  readonly walletIds?: readonly string[]
  readonly hasSecrets: boolean
  readonly progress?: (progress: ExportProgress) => void
}

export interface ExportProgress {
  readonly wallets: number
  readonly rows: number
}

/** A wallet that is to be exported cannot be, or not as it is. */
export class ExportError extends Error {
  override readonly name = "ExportError"
}

/** The lines of an export, without their line feeds. What is in memory of it is a page of rows. Rule MOVE-1. */
export async function* exportLines(source: ExportSource, options: ExportOptions): AsyncGenerator<string> {
  const { id, version, at, walletIds, hasSecrets, progress } = options
  const whole = new LinesDigest()
  let lines = 0
  let wallets = 0
  let rows = 0
  const header: FileHeader = {
    tollgate: "export",
    format: EXPORT_FORMAT,
    id,
    version,
    at: new Date(at).toISOString(),
    from: source.name,
    wallets: walletIds ?? "all",
    secrets: hasSecrets,
  }
  const first = JSON.stringify(header)
  whole.add(first)
  yield first
  lines += 1

  const sections = async function* (): AsyncGenerator<Section> {
    const keeps = walletIds === undefined ? keepAll : await selectCatalog(source.catalog, walletIds)
    yield catalogSection(source, keeps)
    for await (const walletId of walletIds ?? allWalletIds(source)) yield walletSection(source, walletId)
  }
  for await (const section of sections()) {
    let last = ""
    for await (const line of section) {
      yield line
      lines += 1
      last = line
      // A row is an array.
      if (line.startsWith("[")) rows += 1
      if (rows % 1000 === 0) progress?.({ wallets, rows })
    }
    whole.add(last)
    if (last !== "" && !last.startsWith('{"end":"catalog"')) wallets += 1
    progress?.({ wallets, rows })
  }
  yield JSON.stringify({ end: "file", wallets, lines: lines + 1, sha256: whole.end() } satisfies FileEnd)
}

type Section = AsyncGenerator<string>

const keepAll: KeepsRow = () => true

async function* catalogSection({ catalog }: ExportSource, keeps: KeepsRow): Section {
  yield CATALOG_LINE
  const digest = new SectionDigest(CATALOG_LINE)
  for (const table of CATALOG_TABLES) {
    yield* tableRows(table, digest, async (after) => {
      // A page none of whose rows is kept is not the last one.
      for (let place = after; ;) {
        const rows = await catalog.page(table.name, place)
        const kept = rows.filter((row) => keeps(table.name, row))
        const last = rows.at(-1)
        if (kept.length > 0 || last === undefined) return { rows: kept, last }
        place = table.keyOf(last)
      }
    })
  }
  yield JSON.stringify({ end: "catalog", ...digest.end() })
}

async function* walletSection({ wallets, isOneMoment }: ExportSource, walletId: string): Section {
  let head: Pick<WalletEnd, "sequence" | "head"> | undefined
  const first = walletLine(walletId)
  yield first
  const digest = new SectionDigest(first)
  for (const table of WALLET_TABLES) {
    yield* tableRows(table, digest, async (after) => {
      const rows = await wallets.page(walletId, table.name, after)
      if (table === MOVED_WALLET) head ??= headOf(rows[0])
      if (head === undefined) throw new ExportError(`There is no wallet "${walletId}".`)
      return { rows, last: rows.at(-1) }
    })
  }
  const end = { ...head!, ...digest.end() }
  if (!isOneMoment) {
    const again = await wallets.digest(walletId)
    if (again === undefined || !isSameEnd(again, end)) {
      throw new ExportError(
        `The wallet "${walletId}" was written to while it was read. Stop its traffic (or suspend it), and export again.`,
      )
    }
  }
  yield JSON.stringify({ end: "wallet", wallet: walletId, ...end })
}

async function* tableRows(
  table: MovedTable,
  digest: SectionDigest,
  page: (
    after: MovedRow | undefined,
  ) => Promise<{ readonly rows: readonly MovedRow[]; readonly last: MovedRow | undefined }>,
): Section {
  const head = tableLine(table)
  yield head
  digest.table(head, table.name)
  let after: MovedRow | undefined
  for (;;) {
    const { rows, last } = await page(after)
    if (last === undefined) return
    for (const row of rows) {
      const line = rowLine(row)
      yield line
      digest.row(line, table.name)
    }
    after = table.keyOf(last)
  }
}

async function* allWalletIds({ wallets }: ExportSource): AsyncGenerator<string> {
  let after: string | undefined
  for (;;) {
    const page = await wallets.walletIds(
      after === undefined ? { limit: WALLETS_AT_ONCE } : { limit: WALLETS_AT_ONCE, after },
    )
    yield* page
    after = page.at(-1)
    if (after === undefined) return
  }
}
