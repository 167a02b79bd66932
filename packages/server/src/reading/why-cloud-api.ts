import { z } from "@hono/zod-openapi"
import type { MmLiteState } from "../catalog/records.ts"

/** Why a number's marketing goes by Cloud API; the letters are those of Gupshup's notice of 2026-01-01. */
const REASONS = {
  terms_not_accepted: {
    case: "A",
    why: "The WhatsApp Business Account has not accepted Meta's terms of MM Lite, or may not.",
    todo: "Accept the MM Lite terms in WhatsApp Manager, or meet Meta's conditions for it.",
  },
  auto_routing_off: {
    case: "B",
    why: "Automatic routing to MM Lite is switched off for the v2 API.",
    todo: "Decide when marketing shall move, and ask Gupshup to switch automatic routing on.",
  },
  v3_endpoint: {
    case: "C",
    why: "Marketing is sent to the regular template endpoint of the v3 API.",
    todo: "Send marketing to the v3 endpoint for MM Lite.",
  },
  facts_unknown: {
    case: null,
    why: "Nothing is known of this number's MM Lite terms, routing and API version.",
    todo: "Tell them with PUT /v1/senders/{id} (mmLite).",
  },
  should_be_lite: {
    case: null,
    why: "By what is known of this number now its marketing goes by MM Lite.",
    todo: "See whether this changed since, or why these messages were sent by Cloud API.",
  },
} as const

export const CloudApiReasonOut = z
  .object({
    code: z.enum(Object.keys(REASONS) as (keyof typeof REASONS)[]),
    case: z.enum(["A", "B", "C"]).nullable().openapi({ description: "As in Gupshup's notice of 2026-01-01" }),
    why: z.string(),
    todo: z.string(),
  })
  .openapi("CloudApiReason")

/** All that holds, in order; by the number's facts as they are known now. Rule CHANNEL-2. */
export function whyCloudApi(facts: MmLiteState | null): z.infer<typeof CloudApiReasonOut>[] {
  return codesOf(facts).map((code) => ({ code, ...REASONS[code] }))
}

function codesOf(facts: MmLiteState | null): (keyof typeof REASONS)[] {
  if (facts === null) return ["facts_unknown"]
  const isV3 = /^v?3/i.test(facts.apiVersion.trim())
  const codes: (keyof typeof REASONS)[] = []
  if (!facts.tosAccepted) codes.push("terms_not_accepted")
  if (isV3) codes.push("v3_endpoint")
  else if (!facts.autoRouting) codes.push("auto_routing_off")
  return codes.length === 0 ? ["should_be_lite"] : codes
}
