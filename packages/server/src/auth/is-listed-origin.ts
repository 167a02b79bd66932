import type { Deps } from "../deps.ts"
import type { Principal } from "./principal.ts"

/** A browser that shows a customer's token must stand on a page of the token's partner; servers send no origin. Rule HTTP-7. */
export async function isListedOrigin(
  { catalog, config }: Pick<Deps, "catalog" | "config">,
  principal: Principal,
  origin: string | undefined,
): Promise<boolean> {
  if (origin === undefined || (principal.kind !== "portal" && principal.kind !== "wallet")) return true
  if (config.publicUrl !== undefined && new URL(config.publicUrl).origin === origin) return true
  const partner = await catalog.partner(principal.partnerId)
  return partner?.allowedOrigins.includes(origin) === true
}
