import type { AppContext } from "../http/app-env.ts"
import { formatInstant } from "../schemas/common.ts"
import type { Period } from "./period.ts"

/** Characters that one piece of a stream holds at least, the last one aside. */
const PIECE_CHARACTERS = 65_536

/** `text/csv` to be saved under a name that tells the wallet and the period. Rows are made as they are read. Rule READ-8. */
export async function sendCsv(
  c: AppContext,
  name: { readonly what: string; readonly walletId: string; readonly period: Period },
  rows: AsyncIterable<string> | Iterable<string>,
): Promise<Response> {
  const { what, walletId, period } = name
  const [from, to] = [period.from, period.to].map((at) => formatInstant(at).slice(0, 10))
  // A colon is allowed in ids, and not in the file names of every system.
  const file = `${what}-${walletId.replaceAll(":", "-")}-${from}-${to}.csv`
  c.header("Content-Type", "text/csv; charset=utf-8; header=present")
  c.header("Content-Disposition", `attachment; filename="${file}"`)
  return c.body(await streamOf(rows))
}

/** The first piece is made before the answer begins, so that what fails at once is answered as a problem. */
async function streamOf(rows: AsyncIterable<string> | Iterable<string>): Promise<ReadableStream<Uint8Array>> {
  const pieces = piecesOf(rows)
  const encoder = new TextEncoder()
  let next = await pieces.next()
  return new ReadableStream({
    async pull(controller) {
      if (next.done === true) return controller.close()
      controller.enqueue(encoder.encode(next.value))
      next = await pieces.next()
    },
    async cancel() {
      await pieces.return()
    },
  })
}

async function* piecesOf(rows: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string, void, void> {
  let piece = ""
  for await (const row of rows) {
    piece += row
    if (piece.length < PIECE_CHARACTERS) continue
    yield piece
    piece = ""
  }
  if (piece !== "") yield piece
}
