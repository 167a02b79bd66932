import { WEBHOOK_SECRET_PREFIX } from "../catalog/webhook-secret-setting.ts"
import type { Catalog } from "../catalog/catalog.ts"
import { makeWebhookSecret } from "./sign-webhook.ts"

/** So long after a rotation the old secret signs too: time for the receiver to take the new one. */
export const OLD_SECRET_SIGNS_MS = 86_400_000

interface KeptSecret {
  readonly current: string
  readonly previous?: string
  readonly previousUntil?: number
}

type SecretDeps = {
  readonly catalog: Pick<Catalog, "setting" | "putSetting">
  readonly random: (bytes: number) => Uint8Array
  readonly clock: () => number
}

/** A setting, as settings that are secrets leave a store only where secrets are asked for (`MOVE-9`). */
const settingOf = (endpointId: string): string => `${WEBHOOK_SECRET_PREFIX}${endpointId}`

/** A new secret; the one before goes on signing for a day. It is shown this once. Rule HOOK-6. */
export async function rotateSecret(
  { catalog, random, clock }: SecretDeps,
  endpointId: string,
): Promise<string> {
  const before = await readKept(catalog, endpointId)
  const kept: KeptSecret = {
    current: makeWebhookSecret(random),
    ...(before === undefined
      ? {}
      : { previous: before.current, previousUntil: clock() + OLD_SECRET_SIGNS_MS }),
  }
  await catalog.putSetting(settingOf(endpointId), JSON.stringify(kept))
  return kept.current
}

/** Those that sign now, the newest first; none of an endpoint that came here without its secret. */
export async function signingSecrets(
  { catalog, clock }: Pick<SecretDeps, "clock"> & { readonly catalog: Pick<Catalog, "setting"> },
  endpointId: string,
): Promise<readonly string[]> {
  const kept = await readKept(catalog, endpointId)
  if (kept === undefined) return []
  const { current, previous, previousUntil = 0 } = kept
  return previous !== undefined && clock() < previousUntil ? [current, previous] : [current]
}

async function readKept(
  catalog: Pick<Catalog, "setting">,
  endpointId: string,
): Promise<KeptSecret | undefined> {
  const value = await catalog.setting(settingOf(endpointId))
  return value === undefined ? undefined : (JSON.parse(value) as KeptSecret)
}
