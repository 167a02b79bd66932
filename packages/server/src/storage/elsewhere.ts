/**
 * The wallet lives in another place, which alone reads and writes it: a request that has come as far as this is handed to
 * that place whole, and is answered there. Nothing was written here. Rules WORK-1, WORK-2.
 */
export class ElsewhereError extends Error {
  override readonly name = "ElsewhereError"
  readonly walletId: string

  constructor(walletId: string) {
    super("the wallet lives elsewhere")
    this.walletId = walletId
  }
}
