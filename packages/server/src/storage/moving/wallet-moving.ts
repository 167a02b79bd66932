import type { Finding } from "@tollgate/engine"
import type { WalletEnd } from "./format.ts"
import type { Rows, RowsCursor, TablePart } from "./rows.ts"

/** What there is of a wallet where it is to come to. */
export type Begun =
  /** It is a wallet already, and stays as it is. */
  | { readonly kind: "there"; readonly sequence: number; readonly head: string }
  /** So many rows of this file are in. */
  | { readonly kind: "begun"; readonly rows: number }

export type Put =
  | { readonly kind: "taken"; readonly rows: number }
  /** Nothing was taken: the import of this file is not under way here, as another one began. */
  | { readonly kind: "not_begun" }
  /** Nothing was taken: rows before these are missing. */
  | { readonly kind: "gap"; readonly rows: number }
  /** Nothing was taken: a row is none of this table. */
  | { readonly kind: "bad_row"; readonly index: number; readonly fault: string }

export type Finished =
  | { readonly kind: "finished"; readonly entries: number; readonly charges: number }
  /** It is a wallet already, and stays as it is. */
  | { readonly kind: "there"; readonly sequence: number; readonly head: string }
  | { readonly kind: "not_begun" }
  /** What came is not what was sent; all of it was removed. */
  | { readonly kind: "differs"; readonly expected: WalletEnd; readonly found: WalletEnd | undefined }
  /** What came is no sound wallet; all of it was removed. */
  | { readonly kind: "unsound"; readonly findings: readonly (Finding | string)[] }

/** The port to a store's wallets for moving them. Every method that writes resolves after its commit is durable. */
export interface WalletMoving {
  /** In order, after the one given. */
  walletIds(page: { readonly limit: number; readonly after?: string }): Promise<readonly string[]>
  /** The next rows of a wallet, its own row first; none where there is no wallet. */
  rows(walletId: string, from: RowsCursor | undefined): Promise<Rows>
  /** Reads the wallet again, whole; `undefined` where there is none. */
  digest(walletId: string): Promise<WalletEnd | undefined>

  /** Makes ready for the rows of this file; what another file left there is removed. */
  begin(walletId: string, file: string): Promise<Begun>
  /** Takes rows, the first of which is the row number `from` (from 0) of the wallet's section. Those that are in already count once. */
  put(
    walletId: string,
    part: { readonly file: string; readonly from: number; readonly parts: readonly TablePart[] },
  ): Promise<Put>
  /** Compares all that came with the end of the section, verifies it, and only then makes it a wallet. */
  finish(walletId: string, file: string, end: WalletEnd): Promise<Finished>
  /** Removes what came of this file. A wallet that is finished stays. */
  abandon(walletId: string, file: string): Promise<void>
}
