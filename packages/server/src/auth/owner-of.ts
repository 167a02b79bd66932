import type { AppContext } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { OPERATOR_OWNER } from "../webhooks/tell-endpoints.ts"

/**
 * Whose webhooks and mails a request is about: a partner's own; of the operator, its own, or those of the partner that it names.
 * Rule HOOK-1.
 */
export async function ownerOf(c: AppContext, named: string | undefined): Promise<string> {
  const principal = c.get("principal")
  const own = principal.kind === "operator" ? OPERATOR_OWNER : principal.partnerId
  if (named === undefined || named === own) return own
  const isKnown = principal.kind === "operator" && (await c.get("deps").catalog.partner(named)) !== undefined
  if (!isKnown) throw new ProblemError("not_found", { detail: "There is no such partner." })
  return named
}
