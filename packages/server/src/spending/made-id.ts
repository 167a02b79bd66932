import { z } from "@hono/zod-openapi"
import { sha256Hex } from "@tollgate/engine"

/** Of a SHA-256: enough that no two requests meet. */
const ID_HEX = 32

/**
 * A made id carries its wallet's: `hld_<walletId>.<unique>`, so that it is found without a directory. The unique part has
 * no dot, so the last one divides them.
 */
export function makeWalletBoundId(prefix: string, walletId: string, ids: (prefix: string) => string): string {
  return `${prefix}_${walletId}.${ids(prefix).slice(prefix.length + 1)}`
}

/** The made id that belongs to a request which may come again: the same key gives the same id. */
export function walletBoundIdOf(prefix: string, walletId: string, key: string): string {
  return `${prefix}_${walletId}.${sha256Hex(key).slice(0, ID_HEX)}`
}

/** The wallet that a made id names; undefined for any other id. */
export function walletOfMadeId(prefix: string, id: string): string | undefined {
  const dot = id.lastIndexOf(".")
  if (!id.startsWith(`${prefix}_`) || dot < 0) return undefined
  return id.slice(prefix.length + 1, dot)
}

const BOUND_ID_CHARACTERS_MAX = 160

/** An id in a path: chosen by a client, or made with a wallet's id in it. */
export const boundId = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]+$/)
  .max(BOUND_ID_CHARACTERS_MAX)
export const boundIdParam = z.strictObject({ id: boundId })
