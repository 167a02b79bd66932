import { get, run, type Sql } from "./request.ts"
import type { Answer, Executed, Replay } from "../wallet-store.ts"

const FIND = "SELECT fingerprint, status, body FROM replay WHERE wallet_id = ? AND key = ?"
const STORE =
  "INSERT INTO replay (wallet_id, key, fingerprint, status, body, keep_until) VALUES (?, ?, ?, ?, ?, ?)"

/** What a request with this key was answered before; `undefined` when it is the first. Rule STORE-13. */
export function* findReplay(walletId: string, replay: Replay | undefined): Sql<Executed | undefined> {
  if (replay === undefined) return undefined
  const row = yield* get(FIND, walletId, replay.key)
  if (row === undefined) return undefined
  if (row["fingerprint"] !== replay.fingerprint) return { kind: "key_reused" }
  const answer = { status: row["status"] as number, body: JSON.parse(row["body"] as string) as unknown }
  return { kind: "replayed", answer }
}

export function* storeReplay(
  walletId: string,
  replay: Replay | undefined,
  { status, body }: Answer,
): Sql<void> {
  if (replay === undefined) return
  // A body of `undefined` has no JSON: it comes back as null.
  const text = JSON.stringify(body ?? null)
  yield* run(STORE, walletId, replay.key, replay.fingerprint, status, text, replay.keepUntil)
}
