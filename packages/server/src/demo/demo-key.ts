import { makeKey } from "../auth/make-key.ts"
import { hashSecret } from "../auth/secret.ts"
import type { Deps } from "../deps.ts"

const KEY_SETTING = "demo_operator_key"

/**
 * The demo's operator key: made at the first start, and kept, so that every start can print it. Undefined where the
 * environment gives a key, where the demo is public, and once somebody revoked it. Never outside the demo. Rule DEMO-4.
 */
export async function demoOperatorKey(
  deps: Pick<Deps, "catalog" | "config" | "ids" | "random" | "clock">,
): Promise<string | undefined> {
  const { catalog, config, ids, random, clock } = deps
  if (!config.isDemo || config.isDemoPublic === true || config.operatorKey !== undefined) return undefined
  let secret = await catalog.setting(KEY_SETTING)
  if (secret === undefined) {
    const made = makeKey({ kind: "operator", name: "demo" }, { ids, random, now: clock() })
    // The key before the setting: a setting that names no key would be there for ever.
    await catalog.insertKey(made.key)
    secret = await catalog.putSettingOnce(KEY_SETTING, made.secret)
    if (secret !== made.secret) await catalog.revokeKey(made.key.id, clock())
  }
  const key = await catalog.keyByHash(hashSecret(secret))
  return key === undefined || key.revokedAt !== null ? undefined : secret
}
