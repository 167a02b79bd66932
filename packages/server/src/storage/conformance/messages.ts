import { FLAG, recipientRef, type MessageRecord } from "@tollgate/engine"
import { expect, test } from "vitest"
import {
  aliasRow,
  chargeRow,
  messageRow,
  NOW,
  openWallet,
  REF_A,
  REF_B,
  walletRow,
  write,
} from "../conformance-rows.ts"
import { InvalidCursorError } from "../cursor.ts"
import type { MessageFilter, WalletStore } from "../wallet-store.ts"
import { allPages, onStore, type MakeStoreHost } from "./host.ts"

const idsOf = (rows: readonly { readonly message: MessageRecord }[]): string[] =>
  rows.map((row) => row.message.messageId)

/** Each status with flags that mean it. */
const STATUSES = {
  accepted: { flags: 0, deliveredAt: 0 },
  sent: { flags: FLAG.sent, deliveredAt: 0 },
  delivered: { flags: FLAG.sent | FLAG.delivered, deliveredAt: NOW },
  read: { flags: FLAG.delivered | FLAG.read, deliveredAt: NOW },
  failed: { flags: FLAG.sent | FLAG.failed, deliveredAt: 0 },
  received: { flags: FLAG.received, deliveredAt: 0 },
} as const

export function messageTests(makeHost: MakeStoreHost): void {
  test("[STORE-15] messages come newest first, with their charges, page by page", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const messages = Array.from({ length: 25 }, (_, index) =>
        // Five of one instant each: pages end between them.
        messageRow({
          messageId: `wamid.${index}`,
          occurredAt: NOW + Math.floor(index / 5),
          charges: [index + 1],
        }),
      )
      const twins = [REF_A, REF_B].map((ref) =>
        messageRow({ messageId: "twin", recipientRef: ref, charges: [26, 27] }),
      )
      await write(store, {
        messages: [...messages, ...twins],
        charges: Array.from({ length: 27 }, (_, index) => chargeRow({ number: index + 1 })),
        wallet: walletRow({ lastCharge: 27 }),
      })
      const list = (limit: number) =>
        allPages((cursor) =>
          store.messages("wal_1", {}, { limit, ...(cursor === undefined ? {} : { cursor }) }),
        )

      const { rows, pages } = await list(4)
      expect(pages).toBe(7)
      expect(rows).toHaveLength(27)
      expect((await list(100)).rows).toEqual(rows)
      const instants = rows.map((row) => row.message.occurredAt)
      expect(instants).toEqual(instants.toSorted((left, right) => right - left))
      expect(new Set(rows.map((row) => `${row.message.messageId}|${row.message.recipientRef}`)).size).toBe(27)
      for (const { message, charges } of rows) {
        expect(charges.map((charge) => charge.number)).toEqual(message.charges)
      }
      expect(await store.messages("wal_none", {}, { limit: 5 })).toEqual({ rows: [] })
    }))

  test("[STORE-15] messages that arrive between two pages neither repeat nor hide a row", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const row = (index: number, occurredAt: number) =>
        messageRow({ messageId: `wamid.${index}`, occurredAt })
      await write(store, { messages: [1, 2, 3, 4].map((index) => row(index, NOW + index)) })
      const first = await store.messages("wal_1", {}, { limit: 2 })
      await write(store, { messages: [row(9, NOW + 9), row(0, NOW)] })
      const second = await store.messages("wal_1", {}, { limit: 9, cursor: first.next ?? "" })
      expect(idsOf(first.rows)).toEqual(["wamid.4", "wamid.3"])
      expect(idsOf(second.rows)).toEqual(["wamid.2", "wamid.1", "wamid.0"])
      expect(second.next).toBeUndefined()
    }))

  test("[STORE-15] messages by status, category, sender and instant", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const rows = Object.entries(STATUSES).map(([status, facts], index) =>
        messageRow({ messageId: status, occurredAt: NOW + index, ...facts }),
      )
      await write(store, {
        messages: [...rows, messageRow({ messageId: "other", category: "utility", senderId: "snd_2" })],
      })
      const found = async (filter: MessageFilter): Promise<string[]> =>
        idsOf((await store.messages("wal_1", filter, { limit: 50 })).rows)

      for (const status of Object.keys(STATUSES) as (keyof typeof STATUSES)[]) {
        if (status !== "delivered") expect(await found({ status })).toEqual([status])
      }
      expect(await found({ status: "delivered" })).toEqual(["delivered", "other"])
      expect(await found({ category: "utility" })).toEqual(["other"])
      expect(await found({ senderId: "snd_2", category: "marketing" })).toEqual([])
      expect(await found({ from: NOW + 1, to: NOW + 3 })).toEqual(["delivered", "sent"])
      expect(await found({ to: NOW })).toEqual([])
    }))

  test("[STORE-15] a filter that few pass still fills its page", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const messages = Array.from({ length: 1700 }, (_, index) =>
        messageRow({
          messageId: `wamid.${index}`,
          occurredAt: NOW + index,
          category: index % 500 === 0 ? "utility" : "marketing",
        }),
      )
      await write(store, { messages })
      const { rows, pages } = await allPages((cursor) =>
        store.messages(
          "wal_1",
          { category: "utility" },
          { limit: 3, ...(cursor === undefined ? {} : { cursor }) },
        ),
      )
      expect(idsOf(rows)).toEqual(["wamid.1500", "wamid.1000", "wamid.500", "wamid.0"])
      expect(pages).toBe(2)
    }))

  test("[STORE-15] a cursor of another list, or of nobody, is refused", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      for (const cursor of ["", "%", "bm9wZQ", "WzFd"]) {
        await expect(store.messages("wal_1", {}, { limit: 5, cursor })).rejects.toBeInstanceOf(
          InvalidCursorError,
        )
        await expect(store.topUps("wal_1", { limit: 5, cursor })).rejects.toBeInstanceOf(InvalidCursorError)
      }
    }))

  test("[STORE-6] a wallet knows a message by any of its ids, for its own recipient only", () =>
    onStore(makeHost, async (store) => {
      const wallet = await openWallet(store)
      const ref = recipientRef(wallet.recipientKey, "919812345678")
      await write(store, {
        // Erased: the number itself is gone, its reference stays.
        messages: [messageRow({ recipientRef: ref, recipient: "" })],
        aliases: [aliasRow("gs-1", "wamid.1", ref)],
      })
      const knows = (
        ids: string[],
        recipient: string,
        id = "wal_1",
      ): ReturnType<WalletStore["knowsMessage"]> => store.knowsMessage(id, ids, recipient)
      expect(await knows(["wamid.1"], "919812345678")).toBe(true)
      expect(await knows(["other", "gs-1"], "919812345678")).toBe(true)
      expect(await knows(["wamid.1"], "919812345679")).toBe(false)
      expect(await knows(["wamid.2"], "919812345678")).toBe(false)
      expect(await knows(["wamid.1"], "919812345678", "wal_none")).toBe(false)
    }))

  test("[STORE-15] messages of one id, by it or by another id of theirs, with their charges", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const twins = [REF_B, REF_A].map((ref, index) =>
        messageRow({ messageId: "twin", recipientRef: ref, charges: [index + 1] }),
      )
      const merged = messageRow({ messageId: "gone", recipientRef: REF_A, flags: FLAG.merged })
      await write(store, {
        messages: [...twins, merged, messageRow({ messageId: "other" })],
        aliases: [aliasRow("gs-1", "twin", REF_A), aliasRow("gone", "twin", REF_A)],
        charges: [1, 2].map((number) => chargeRow({ number })),
        wallet: walletRow({ lastCharge: 2 }),
      })
      const found = async (messageId: string, id = "wal_1") =>
        (await store.messagesById(id, messageId)).map(({ message, charges }) => [
          message.messageId,
          message.recipientRef,
          charges.map(({ number }) => number),
        ])
      expect(await found("twin")).toEqual([
        ["twin", REF_A, [2]],
        ["twin", REF_B, [1]],
      ])
      expect(await found("gs-1")).toEqual([["twin", REF_A, [2]]])
      expect(await found("gone")).toEqual([["twin", REF_A, [2]]])
      expect(await found("nobody")).toEqual([])
      expect(await found("twin", "wal_none")).toEqual([])
    }))
}
