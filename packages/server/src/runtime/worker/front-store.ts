import type { Wallet } from "@tollgate/engine"
import { formatCursor, parseCursor } from "../../storage/cursor.ts"
import { ALL_ELSEWHERE } from "../../storage/places.ts"
import type { WalletStore } from "../../storage/wallet-store.ts"
import { askObject } from "./ask-object.ts"
import { INTAKE_NAME } from "./intake-object.ts"
import { objectOf } from "./wallet-places.ts"
import type { WorkerEnv } from "./worker-env.ts"

/**
 * The wallet store of the front, where no wallet lives: what is about one wallet is elsewhere, lists are put together from the
 * objects that they name, and there is nothing to sweep. Rules WORK-1, WORK-5.
 */
export function frontStore(env: WorkerEnv): WalletStore {
  const nothing = async (): Promise<never[]> => []
  return {
    ...ALL_ELSEWHERE,
    knowsMessage: (walletId, messageIds, recipient) =>
      askObject(async () => objectOf(env, walletId).knowsMessage(messageIds, recipient)),
    walletsOf: async (walletIds) => {
      const read = [...new Set(walletIds)].map((id) => askObject(async () => objectOf(env, id).wallet()))
      return (await Promise.all(read)).filter((wallet): wallet is Wallet => wallet !== undefined)
    },
    suspended: async ({ walletId }, page) => {
      if (walletId !== undefined) return ALL_ELSEWHERE.wallet(walletId) as never
      return readSuspended(env, page)
    },
    walletIds: nothing,
    pendingTopUps: nothing,
    unsettledTopUps: nothing,
    dueWallets: nothing,
    outbox: nothing,
    outboxDone: async () => {},
    forget: async () => {},
    close: async () => {},
  }
}

/** Wallet by wallet in order of their ids, and within each oldest first. */
async function readSuspended(
  env: WorkerEnv,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<Awaited<ReturnType<WalletStore["suspended"]>>> {
  const rows: Awaited<ReturnType<WalletStore["suspended"]>>["rows"][number][] = []
  // The wallet that was shown last, and where its own list goes on; "" = it was shown to its end.
  let [last, inner] =
    cursor === undefined ? ["", ""] : (parseCursor(cursor, ["string", "string"]) as [string, string])
  while (rows.length < limit) {
    if (inner === "") {
      const [next] = await askObject(async () =>
        env.INTAKE.getByName(INTAKE_NAME).walletsInSuspense({
          limit: 1,
          ...(last === "" ? {} : { after: last }),
        }),
      )
      if (next === undefined) return { rows }
      last = next
    }
    const place = { limit: limit - rows.length, ...(inner === "" ? {} : { cursor: inner }) }
    const page = await askObject(async () => objectOf(env, last).suspended(place))
    rows.push(...page.rows)
    inner = page.next ?? ""
  }
  return { rows, next: formatCursor([last, inner]) }
}
