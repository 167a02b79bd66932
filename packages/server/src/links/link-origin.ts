import type { AppContext } from "../http/app-env.ts"
import type { FoundLink } from "./found-link.ts"

/**
 * What the addresses begin with that the page leads to. Not where this request says that it came to: anyone may write
 * that, and the next payer is led to the same checkout. Rule LINK-7.
 */
export function originOf(c: AppContext, { link }: Pick<FoundLink, "link">): string {
  return c.get("deps").config.publicUrl ?? (link.origin || new URL(c.req.url).origin)
}
