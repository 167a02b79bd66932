import type { ApiKey } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import { hashSecret, makeSecret } from "./secret.ts"

const HINT_CHARACTERS = 4

export interface KeyRequest {
  readonly kind: ApiKey["kind"]
  readonly partnerId?: string | null
  readonly walletId?: string | null
  readonly name: string
}

/** A new key's record and the key itself, which is shown once and stored nowhere. Rule AUTH-1. */
export function makeKey(
  { kind, partnerId = null, walletId = null, name }: KeyRequest,
  { ids, random, now }: Pick<Deps, "ids" | "random"> & { readonly now: number },
): { readonly key: ApiKey; readonly secret: string } {
  const secret = makeSecret(kind, random)
  const key: ApiKey = {
    id: ids("key"),
    kind,
    partnerId,
    walletId,
    name,
    hash: hashSecret(secret),
    hint: secret.slice(-HINT_CHARACTERS),
    createdAt: now,
    revokedAt: null,
  }
  return { key, secret }
}
