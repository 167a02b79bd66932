import {
  DAY_MS,
  decideOpen,
  decideSettle,
  decideTopUp,
  GUPSHUP_PLAN,
  namesOfSettle,
  namesOfTopUp,
  type Decision,
  type UsageEvent,
} from "@tollgate/engine"
import {
  buildEvent,
  buildFacts,
  buildPlan,
  buildSender,
  KOLKATA,
  NOW,
  RECIPIENT_KEY,
} from "@tollgate/engine/testing"
import type { Answer, WalletStore } from "../../src/storage/wallet-store.ts"

/** When the traffic of these tests begins, and long after its end. */
export const START: number = NOW
export const AFTER_ALL: number = START + 200 * DAY_MS

const facts = buildFacts(buildPlan(GUPSHUP_PLAN))
const senders = new Map(["s1", "s2"].map((id) => [id, buildSender({ id })]))

function answered<T>(decision: Decision<T>): Decision<Answer> {
  if ("more" in decision) return decision
  return { ...decision, answer: { status: 200, body: null } }
}

/** Opens `wal_1` at `START` with credit. */
export async function openFunded(store: WalletStore): Promise<void> {
  const opening = {
    commandId: "open",
    id: "wal_1",
    customerId: "cus_1",
    currency: "USD",
    recipientKey: RECIPIENT_KEY,
  }
  await store.open("wal_1", (existing) => answered(decideOpen(existing, opening, KOLKATA, START)))
  const topUp = {
    commandId: "credit",
    id: "top_1",
    method: "manual",
    amount: 9_000_000_000n,
    reference: "",
  } as const
  await store.execute("wal_1", {
    names: () => namesOfTopUp(topUp, START),
    decide: (state) => answered(decideTopUp(state, topUp, facts, START)),
  })
}

/** One command of these events at `now`. */
export async function settle(
  store: WalletStore,
  { id, now, events }: { readonly id: string; readonly now: number; readonly events: readonly UsageEvent[] },
): Promise<void> {
  const command = { commandId: id, events, senders }
  await store.execute("wal_1", {
    names: (wallet) => namesOfSettle(wallet, command, now),
    decide: (state) => answered(decideSettle(state, command, facts, now)),
  })
}

/** `entries` settlements an hour apart, of so many messages each, which are one charge each. */
export async function fill(
  store: WalletStore,
  { entries, messages, from = 0 }: { entries: number; messages: number; from?: number },
): Promise<void> {
  for (let entry = from; entry < from + entries; entry += 1) {
    const now = START + entry * 3_600_000
    const events = Array.from({ length: messages }, (_, index) =>
      buildEvent({
        kind: "sent",
        messageIds: [`m${entry}-${index}`],
        recipient: `9198765${String(10_000 + index)}`,
        senderId: index % 2 === 0 ? "s1" : "s2",
        occurredAt: now - index,
      }),
    )
    await settle(store, { id: `cmd_${entry}`, now, events })
  }
}
