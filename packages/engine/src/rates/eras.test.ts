import { describe, expect, it } from "vitest"
import { parseDate } from "../usage/calendar.ts"
import { eraAt, ERAS } from "./eras.ts"

const at = (date: string) => eraAt(parseDate(date) as number)

describe("eras", () => {
  it("[ERA-1] the rules of each era", () => {
    const rows = ERAS.map((era) => [
      era.id,
      era.model,
      era.serviceFree,
      era.serviceConversationsFree,
      era.serviceMessagesFree,
      era.utilityInWindowFree,
    ])
    expect(rows).toEqual([
      ["conversation_limited_free", "CBP", false, 1_000, undefined, false],
      ["conversation", "CBP", true, undefined, undefined, false],
      ["per_message", "PMP", true, undefined, undefined, true],
      ["per_message_service_charged", "PMP", false, undefined, 1_000, false],
    ])
    for (const era of ERAS) {
      expect(era.customerServiceWindowMs).toBe(86_400_000)
      expect(era.freeEntryWindowMs).toBe(3 * 86_400_000)
    }
  })

  it.each([
    ["2023-05-31", "2023-06-01", "conversation_limited_free", "conversation_limited_free"],
    ["2024-10-31", "2024-11-01", "conversation_limited_free", "conversation"],
    ["2025-06-30", "2025-07-01", "conversation", "per_message"],
    ["2026-09-30", "2026-10-01", "per_message", "per_message_service_charged"],
  ])("[ERA-2] %s and %s", (before, from, earlier, later) => {
    expect(at(before).id).toBe(earlier)
    expect(at(from).id).toBe(later)
  })

  it("[ERA-2] days ascend, and far days have an era", () => {
    const days = ERAS.map(({ fromDay }) => fromDay)
    expect(days).toEqual(days.toSorted((one, other) => one - other))
    expect(at("1970-01-01")).toBe(ERAS[0])
    expect(at("9999-12-31")).toBe(ERAS.at(-1))
  })
})
