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
import type { Rows, RowsCursor, TablePart } from "./rows.ts"
import { selectCatalog, type KeepsRow } from "./select-catalog.ts"
import type { WalletMoving } from "./wallet-moving.ts"
import { headOf } from "./wallet-rows.ts"
import { MOVED_WALLET, WALLET_TABLES } from "./wallet-tables.ts"

const WALLETS_AT_ONCE = 500
/** How often a wallet is read that others write to, and how large its section may be to be read again. */
const READINGS_MAX = 3
const KEPT_CHARACTERS_MAX = 16_000_000

export interface ExportSource {
  readonly wallets: Pick<WalletMoving, "walletIds" | "rows" | "digest">
  readonly catalog: Pick<CatalogMoving, "rows">
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

/** Rows that were read are not of one moment. */
class WrittenMeanwhileError extends ExportError {}

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
    for await (const walletId of walletIds ?? allWalletIds(source)) {
      const section = (): Section => walletSection(source, walletId, walletIds !== undefined)
      yield source.isOneMoment ? section() : readAgain(section)
    }
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
    if (last !== "") whole.add(last)
    if (last !== "" && !last.startsWith('{"end":"catalog"')) wallets += 1
    progress?.({ wallets, rows })
  }
  yield JSON.stringify({ end: "file", wallets, lines: lines + 1, sha256: whole.end() } satisfies FileEnd)
}

type Section = AsyncGenerator<string>

const keepAll: KeepsRow = () => true

async function* catalogSection({ catalog }: ExportSource, keeps: KeepsRow): Section {
  const digest = new SectionDigest(CATALOG_LINE)
  yield CATALOG_LINE
  const section = new SectionLines(CATALOG_TABLES, digest)
  for await (const { table, rows } of partsOf((from) => catalog.rows(from)))
    yield* section.rows(
      table,
      rows.filter((row) => keeps(table, row)),
    )
  yield* section.end()
  yield JSON.stringify({ end: "catalog", ...digest.end() })
}

async function* walletSection(
  { wallets, isOneMoment }: ExportSource,
  walletId: string,
  isNamed: boolean,
): Section {
  const first = walletLine(walletId)
  const digest = new SectionDigest(first)
  const section = new SectionLines(WALLET_TABLES, digest)
  let head: Pick<WalletEnd, "sequence" | "head"> | undefined
  for await (const { table, rows } of partsOf((from) => wallets.rows(walletId, from))) {
    if (head === undefined) {
      // The wallet's own row comes first.
      head = table === MOVED_WALLET.name ? headOf(rows[0]) : undefined
      if (head === undefined) break
      yield first
    }
    yield* section.rows(table, rows)
  }
  if (head === undefined) {
    // A catalog may know of a wallet whose opening was cut off.
    if (isNamed) throw new ExportError(`There is no wallet "${walletId}".`)
    return
  }
  yield* section.end()
  const end = { ...head, ...digest.end() }
  if (!isOneMoment) {
    const again = await wallets.digest(walletId)
    if (again === undefined || !isSameEnd(again, end)) {
      throw new WrittenMeanwhileError(
        `The wallet "${walletId}" was written to while it was read. Stop its traffic (or suspend it), and export again.`,
      )
    }
  }
  yield JSON.stringify({ end: "wallet", wallet: walletId, ...end })
}

/** A section, read anew where it was written to meanwhile, as long as it is small enough to wait in memory for its end. */
async function* readAgain(section: () => Section): Section {
  for (let attempt = 1; ; attempt += 1) {
    const kept: string[] = []
    let characters = 0
    let isKept = true
    try {
      for await (const line of section()) {
        if (isKept) kept.push(line)
        else yield line
        characters += line.length
        if (!isKept || characters <= KEPT_CHARACTERS_MAX) continue
        isKept = false
        yield* kept
      }
      if (isKept) yield* kept
      return
    } catch (error) {
      if (!(error instanceof WrittenMeanwhileError) || !isKept || attempt === READINGS_MAX) throw error
    }
  }
}

/** The lines of a section's tables, each with its columns, in their order. */
class SectionLines {
  readonly #tables: readonly MovedTable[]
  readonly #digest: SectionDigest
  #begun = 0

  constructor(tables: readonly MovedTable[], digest: SectionDigest) {
    this.#tables = tables
    this.#digest = digest
  }

  *rows(name: string, rows: readonly MovedRow[]): Generator<string> {
    while (this.#begun === 0 || this.#tables[this.#begun - 1]?.name !== name) {
      if (this.#begun === this.#tables.length)
        throw new ExportError(
          `The table ${name} is out of its order: use the version of Tollgate that is there.`,
        )
      yield this.#next()
    }
    for (const row of rows) {
      const line = rowLine(row)
      yield line
      this.#digest.row(line, name)
    }
  }

  *end(): Generator<string> {
    while (this.#begun < this.#tables.length) yield this.#next()
  }

  #next(): string {
    const table = this.#tables[this.#begun]!
    this.#begun += 1
    const line = tableLine(table)
    this.#digest.table(line, table.name)
    return line
  }
}

async function* partsOf(read: (from: RowsCursor | undefined) => Promise<Rows>): AsyncGenerator<TablePart> {
  let from: RowsCursor | undefined
  do {
    const { parts, next }: Rows = await read(from)
    yield* parts
    from = next
  } while (from !== undefined)
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
