import { join } from "node:path"
import {
  decideAuthorize,
  decideOpen,
  decideSettle,
  decideTopUp,
  invariant,
  namesOfAuthorize,
  namesOfSettle,
  namesOfTopUp,
  type PricingFacts,
  type UsageEvent,
} from "@tollgate/engine"
import { KOLKATA, WORKLOAD_START, workloadPlan, workloadSenders } from "../../engine/bench/workload.ts"
import { mapDecision } from "../src/spending/execute.ts"
import type { SqlDriver } from "../src/storage/sql-driver.ts"
import { createSqlWalletStore } from "../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../src/storage/sqlite/node-driver.ts"
import type { WalletStore } from "../src/storage/wallet-store.ts"

export const WALLET_ID = "wal_bench"
const CREDIT = 1_000_000_000_000_000n
const HOLD_MS = 3_600_000
const ANSWER = { status: 200, body: null } as const

/** One wallet with credit enough, and the commands that the benchmarks give it. */
export interface BenchWallet {
  readonly store: WalletStore
  settle(events: readonly UsageEvent[]): Promise<void>
  /** A hold for one message of this event's kind, bound to its id. */
  authorize(event: UsageEvent): Promise<void>
}

/** All commands are decided at this instant, when every event has happened. */
const NOW = WORKLOAD_START + 25 * 86_400_000
const facts: PricingFacts = { plan: workloadPlan(), customerZone: KOLKATA, rollupZone: KOLKATA }
const senders = workloadSenders()

/** A wallet in a file of its own. */
export async function openBenchWallet(
  folder: string,
  name: string,
  wrap: (driver: SqlDriver) => SqlDriver = (driver) => driver,
  walletId: string = WALLET_ID,
): Promise<BenchWallet> {
  const driver = openNodeDriver(join(folder, `${name}.sqlite`), { hasCheckpointer: true })
  return await openWalletIn(createSqlWalletStore(wrap(driver)), walletId)
}

export async function openWalletIn(store: WalletStore, walletId: string): Promise<BenchWallet> {
  let commands = 0
  const commandId = (): string => `cmd_bench${++commands}`
  const opening = {
    commandId: commandId(),
    id: walletId,
    customerId: "cus_bench",
    currency: "USD",
    recipientKey: "5a".repeat(32),
  }
  await store.open(walletId, (existing) =>
    mapDecision(decideOpen(existing, opening, KOLKATA, NOW), () => ANSWER),
  )
  const topUp = {
    commandId: commandId(),
    id: "top_1",
    method: "manual",
    amount: CREDIT,
    reference: "",
  } as const
  await store.execute(walletId, {
    names: () => namesOfTopUp(topUp, NOW),
    decide: (state) => mapDecision(decideTopUp(state, topUp, facts, NOW), () => ANSWER),
  })

  return {
    store,
    async settle(events) {
      const command = { commandId: commandId(), events, senders }
      let accepted = 0
      await store.execute(walletId, {
        names: (wallet) => namesOfSettle(wallet, command, NOW),
        decide: (state) =>
          mapDecision(decideSettle(state, command, facts, NOW), ({ results }) => {
            accepted = results.filter(({ status }) => status === "accepted").length
            return ANSWER
          }),
      })
      invariant(accepted === events.length, "every event of the workload is accepted")
    },
    async authorize(event) {
      const sender = senders.get(event.senderId)
      const [messageId] = event.messageIds
      invariant(
        sender !== undefined && event.category !== undefined && messageId !== undefined,
        "an outbound event",
      )
      const messages = [{ to: event.recipient, category: event.category, count: 1, messageId }]
      const expiresAt = NOW + HOLD_MS
      const hold = {
        commandId: commandId(),
        id: `hld_${messageId}`,
        fingerprint: "",
        sender,
        messages,
        expiresAt,
      }
      let isHeld = false
      await store.execute(walletId, {
        names: () => namesOfAuthorize(hold, NOW),
        decide: (state) =>
          mapDecision(decideAuthorize(state, hold, facts, NOW), (result) => {
            isHeld = result.ok
            return ANSWER
          }),
      })
      invariant(isHeld, "every message of the workload is authorized")
    },
  }
}
