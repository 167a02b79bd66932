import { z } from "@hono/zod-openapi"
import { DAY_MS } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { formatInstant, instantOut } from "../schemas/common.ts"

/** Numbers that a summary lists; how many there are in all it says besides. */
export const SENDERS_SHOWN_MAX = 50
/** A number of which nothing was told for longer is quiet: perhaps it is not connected any more. */
export const SENDER_QUIET_DAYS = 30

export const SummarySendersOut = z.object({
  total: z.int(),
  first: z
    .array(
      z.object({
        id: z.string(),
        phoneNumber: z.string(),
        displayName: z.string().nullable(),
        hasPart: z.boolean().openapi({ description: "It has a part of the balance of its own" }),
        status: z.enum(["connected", "quiet"]).openapi({
          description: `Connected: a message of it was told of in the last ${SENDER_QUIET_DAYS} days`,
        }),
        lastMessageAt: instantOut.nullable(),
      }),
    )
    .openapi({ description: `By phone number, at most ${SENDERS_SHOWN_MAX}` }),
})

/** The numbers that a wallet pays for, and when each was last heard of. Rule READ-13. */
export async function readSummarySenders(
  { catalog, wallets }: Pick<Deps, "catalog" | "wallets">,
  walletId: string,
  now: number,
): Promise<z.infer<typeof SummarySendersOut>> {
  const [senders, parts] = await Promise.all([
    catalog.sendersOfWallet(walletId),
    wallets.allotments(walletId),
  ])
  const withPart = new Set(parts.map(({ senderId }) => senderId))
  const first = senders
    .toSorted((a, b) => (a.phoneNumber < b.phoneNumber ? -1 : a.phoneNumber > b.phoneNumber ? 1 : 0))
    .slice(0, SENDERS_SHOWN_MAX)
  const lastMessages = await wallets.lastMessages(
    walletId,
    first.map(({ id }) => id),
  )
  return {
    total: senders.length,
    first: first.map(({ id, phoneNumber, displayName }) => {
      const lastAt = lastMessages.get(id)
      const isConnected = lastAt !== undefined && lastAt > now - SENDER_QUIET_DAYS * DAY_MS
      return {
        id,
        phoneNumber,
        displayName,
        hasPart: withPart.has(id),
        status: isConnected ? ("connected" as const) : ("quiet" as const),
        lastMessageAt: lastAt === undefined ? null : formatInstant(lastAt),
      }
    }),
  }
}
