import { parseCategory } from "@tollgate/engine"
import { idOf } from "./json-shape.ts"
import { parseTimestamp } from "./parse-timestamp.ts"
import type { ReadingDraft } from "./reading.ts"

/** The parts of a tier update as told, whoever tells it. */
interface TierFields {
  readonly wabaId?: unknown
  readonly gupshupAppId?: unknown
  readonly region: unknown
  readonly category: unknown
  readonly tier: unknown
  readonly effectiveMonth: unknown
  readonly updatedAt: unknown
}

/** Reads one volume tier update. Rule META-11. */
export function readTierUpdate(
  draft: ReadingDraft,
  fields: TierFields,
  at: { readonly path: string; readonly receivedAt: number },
): void {
  const { path, receivedAt } = at
  const reject = (message: string): void => void draft.rejected.push({ path, message })
  const wabaId = idOf(fields.wabaId)
  const gupshupAppId = idOf(fields.gupshupAppId)
  if (wabaId === undefined && gupshupAppId === undefined) return reject("the account's id is missing")
  const region = idOf(fields.region)
  if (region === undefined) return reject("region is missing")
  const category = typeof fields.category === "string" ? parseCategory(fields.category)?.category : undefined
  if (category === undefined) return reject("the pricing category is missing or unknown")
  const bounds = parseTier(fields.tier)
  if (bounds === undefined) return reject("tier must be <first>:<last> or <first>:MAX")
  const effectiveMonth = fields.effectiveMonth
  if (typeof effectiveMonth !== "string" || !/^\d{4}-(0[1-9]|1[0-2])$/.test(effectiveMonth)) {
    return reject("the effective month must be YYYY-MM")
  }
  const updatedAt = parseTimestamp(fields.updatedAt, receivedAt)
  if (updatedAt === undefined) return reject("the tier's update time is missing or absurd")

  draft.tierUpdates.push({
    ...(wabaId !== undefined && { wabaId }),
    ...(gupshupAppId !== undefined && { gupshupAppId }),
    region,
    category,
    ...bounds,
    effectiveMonth,
    updatedAt,
  })
}

/** `"25000001:50000000"`, both inclusive; `MAX`, `--` or nothing after the colon leaves the tier open. */
function parseTier(value: unknown): { from: number; to?: number } | undefined {
  const match = typeof value === "string" ? /^(\d{1,15}):(\d{1,15}|MAX|--|)$/i.exec(value.trim()) : null
  if (match === null) return undefined
  const from = Number(match[1])
  if (!/^\d+$/.test(match[2] ?? "")) return { from }
  const to = Number(match[2])
  return to >= from ? { from, to } : undefined
}
