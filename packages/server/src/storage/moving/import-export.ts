import { CATALOG_PART_ROWS_MAX, type CatalogMoving } from "./catalog-moving.ts"
import type { WalletEnd } from "./format.ts"
import type { MovedRow, MovedTable } from "./moved-table.ts"
import type { ExportEvent } from "./read-export.ts"
import type { Finished, WalletMoving } from "./wallet-moving.ts"

export interface ImportTarget {
  readonly wallets: Pick<WalletMoving, "begin" | "put" | "finish" | "abandon">
  readonly catalog: Pick<CatalogMoving, "put">
}

export interface ImportOptions {
  /** Catalog rows that are there with another content stay; else they stop the import. */
  readonly keepsTarget: boolean
  /** Only compares the catalog with what is there. */
  readonly isCheck?: boolean
  readonly progress?: (progress: ImportProgress) => void
}

export interface ImportProgress {
  readonly wallets: number
  readonly rows: number
  /** The wallet at hand is being verified. */
  readonly verifying?: string
}

/** How it went with one wallet. */
export type WalletOutcome = { readonly walletId: string } & (
  | { readonly kind: "imported"; readonly entries: number; readonly charges: number }
  /** It is there with this head: nothing was to be done. */
  | { readonly kind: "same" }
  /** It is there with another head, and was left alone. */
  | { readonly kind: "other"; readonly there: Head; readonly inFile: Head }
  /** Another import began with it and took its place. */
  | { readonly kind: "overtaken" }
  | Extract<Finished, { kind: "differs" | "unsound" }>
)
interface Head {
  readonly sequence: number
  readonly head: string
}

export interface Imported {
  readonly wallets: readonly WalletOutcome[]
  readonly catalog: { readonly added: number; readonly same: number; readonly kept: number }
  readonly rows: number
}

/** The catalog of the file and of the place contradict each other. */
export class CatalogConflictError extends Error {
  override readonly name = "CatalogConflictError"
  readonly conflicts: readonly string[]

  constructor(conflicts: readonly string[]) {
    super("the catalog has rows with these keys and another content")
    this.conflicts = conflicts
  }
}

/** A place refuses a row as none of its table: another version of Tollgate is there. */
export class RowRefusedError extends Error {
  override readonly name = "RowRefusedError"
}

/**
 * Takes what a file tells to a place. Each wallet becomes one at its end, whole and verified, or not at all; what stopped
 * one does not stop the others. Rules MOVE-3 to MOVE-7.
 */
export async function importExport(
  events: AsyncIterable<ExportEvent>,
  target: ImportTarget,
  options: ImportOptions,
): Promise<Imported> {
  const run = new ImportRun(target, options)
  try {
    for await (const event of events) await run.take(event)
  } catch (error) {
    // Nothing of a wallet whose lines are not sound stays behind.
    await run.abandon().catch(() => undefined)
    throw error
  }
  return run.result()
}

interface WalletRun {
  readonly walletId: string
  /** So many of its rows were there. */
  rows: number
  /** Decided: its other rows are not wanted. */
  there?: Head
  isOvertaken?: true
}

class ImportRun {
  readonly #target: ImportTarget
  readonly #options: ImportOptions
  readonly #outcomes: WalletOutcome[] = []
  readonly #conflicts: string[] = []
  readonly #catalog = { added: 0, same: 0, kept: 0 }
  #file = ""
  #isCatalog = false
  #rows = 0
  #wallet: WalletRun | undefined

  constructor(target: ImportTarget, options: ImportOptions) {
    this.#target = target
    this.#options = options
  }

  async take(event: ExportEvent): Promise<void> {
    switch (event.kind) {
      case "header":
        this.#file = event.header.id
        return
      case "section":
        this.#isCatalog = event.walletId === undefined
        if (event.walletId !== undefined && this.#options.isCheck !== true) await this.#begin(event.walletId)
        return
      case "rows":
        this.#rows += event.rows.length
        await (this.#isCatalog ? this.#putCatalog(event.table, event.rows) : this.#putWallet(event))
        this.#tell()
        return
      case "section_end":
        if (event.walletId !== undefined) await this.#finish(event.end as WalletEnd)
        else if (this.#conflicts.length > 0) throw new CatalogConflictError(this.#conflicts)
        return
      case "end":
    }
  }

  /** Takes back what came of the wallet at hand. */
  async abandon(): Promise<void> {
    const wallet = this.#wallet
    if (wallet === undefined || wallet.there !== undefined || wallet.isOvertaken === true) return
    await this.#target.wallets.abandon(wallet.walletId, this.#file)
  }

  result(): Imported {
    return { wallets: this.#outcomes, catalog: this.#catalog, rows: this.#rows }
  }

  async #begin(walletId: string): Promise<void> {
    const begun = await this.#target.wallets.begin(walletId, this.#file)
    this.#wallet =
      begun.kind === "there" ? { walletId, rows: 0, there: begun } : { walletId, rows: begun.rows }
    this.#tell()
  }

  async #putWallet({ table, rows, from }: Extract<ExportEvent, { kind: "rows" }>): Promise<void> {
    const wallet = this.#wallet
    if (wallet === undefined || wallet.there !== undefined || wallet.isOvertaken === true) return
    if (from + rows.length <= wallet.rows) return
    const part = { file: this.#file, from, parts: [{ table: table.name, rows }] }
    const put = await this.#target.wallets.put(wallet.walletId, part)
    if (put.kind === "taken") wallet.rows = put.rows
    else if (put.kind === "bad_row") throw new RowRefusedError(put.fault)
    else wallet.isOvertaken = true
  }

  async #finish(end: WalletEnd): Promise<void> {
    const wallet = this.#wallet
    if (wallet === undefined) return
    const { walletId } = wallet
    let outcome: WalletOutcome
    if (wallet.there !== undefined) outcome = compareHeads(walletId, wallet.there, end)
    else if (wallet.isOvertaken === true) outcome = { walletId, kind: "overtaken" }
    else {
      this.#tell(walletId)
      outcome = outcomeOf(walletId, await this.#target.wallets.finish(walletId, this.#file, end), end)
    }
    this.#wallet = undefined
    this.#outcomes.push(outcome)
    this.#tell()
  }

  async #putCatalog(table: MovedTable, rows: readonly MovedRow[]): Promise<void> {
    const { isCheck = false, keepsTarget } = this.#options
    for (let from = 0; from < rows.length; from += CATALOG_PART_ROWS_MAX) {
      const part = rows.slice(from, from + CATALOG_PART_ROWS_MAX)
      const put = await this.#target.catalog.put(table.name, part, { isCheck, keepsTarget })
      if (put.kind === "bad_row") throw new RowRefusedError(put.fault)
      if (put.kind === "differs") this.#conflicts.push(...put.keys.map((key) => `${table.name} ${key}`))
      else {
        this.#catalog.added += put.added
        this.#catalog.same += put.same
        this.#catalog.kept += put.kept
      }
    }
  }

  #tell(verifying?: string): void {
    const progress = { wallets: this.#outcomes.length, rows: this.#rows }
    this.#options.progress?.(verifying === undefined ? progress : { ...progress, verifying })
  }
}

function compareHeads(walletId: string, there: Head, { sequence, head }: WalletEnd): WalletOutcome {
  if (there.sequence === sequence && there.head === head) return { walletId, kind: "same" }
  return {
    walletId,
    kind: "other",
    there: { sequence: there.sequence, head: there.head },
    inFile: { sequence, head },
  }
}

function outcomeOf(walletId: string, finished: Finished, end: WalletEnd): WalletOutcome {
  switch (finished.kind) {
    case "finished":
      return { walletId, kind: "imported", entries: finished.entries, charges: finished.charges }
    case "there":
      return compareHeads(walletId, finished, end)
    case "not_begun":
      return { walletId, kind: "overtaken" }
    case "differs":
    case "unsound":
      return { walletId, ...finished }
  }
}
