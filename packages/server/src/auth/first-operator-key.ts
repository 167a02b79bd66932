import type { Deps } from "../deps.ts"
import { makeKey } from "./make-key.ts"

const FIRST_KEY_SETTING = "first_operator_key"

/**
 * The operator's first key, to be printed once, where the environment gives none and none was ever made; else
 * `undefined`. Of several processes that start at once, one gives its key, and
 * the others revoke theirs. Rule AUTH-3.
 */
export async function firstOperatorKey(
  deps: Pick<Deps, "catalog" | "config" | "ids" | "random" | "clock">,
): Promise<string | undefined> {
  const { catalog, config, ids, random, clock } = deps
  if (config.operatorKey !== undefined || (await catalog.setting(FIRST_KEY_SETTING)) !== undefined)
    return undefined
  const { key, secret } = makeKey({ kind: "operator", name: "first" }, { ids, random, now: clock() })
  // The key first: a crash between the two leaves a key that nobody was shown, and the next start makes another. The other
  // way round it would leave an operator without any.
  await catalog.insertKey(key)
  if ((await catalog.putSettingOnce(FIRST_KEY_SETTING, key.id)) === key.id) return secret
  await catalog.revokeKey(key.id, clock())
  return undefined
}
