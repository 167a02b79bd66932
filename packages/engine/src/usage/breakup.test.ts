import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { CATEGORIES, MEDIA_TYPES, PRICING_TYPES } from "../pricing/usage-event.ts"
import { type BreakupRow, conversationsBreakup, messagesBreakup } from "./breakup.ts"
import { NO_USAGE, usageTotals } from "./totals.ts"

function row(change: Partial<BreakupRow>): BreakupRow {
  return { ...NO_USAGE, category: "marketing", type: "regular", mediaType: "template", ...change }
}

const aRow: fc.Arbitrary<BreakupRow> = fc
  .record({
    category: fc.constantFrom("", ...CATEGORIES),
    type: fc.constantFrom("", ...PRICING_TYPES),
    mediaType: fc.constantFrom(...MEDIA_TYPES),
    sent: fc.nat(9),
    received: fc.nat(9),
    paid: fc.nat(9),
    free: fc.nat(9),
    whatsappFees: fc.bigInt(0n, 10n ** 18n),
  })
  .map((fields) => row({ ...fields, delivered: fields.paid + fields.free }))

describe("messagesBreakup", () => {
  it("[USE-9] tells text, templates and media apart, sent and received", () => {
    const { sent, received } = messagesBreakup([
      row({ sent: 3 }),
      row({ mediaType: "image", sent: 2, received: 5 }),
      row({ mediaType: "document", received: 1 }),
      row({ mediaType: "text", received: 4 }),
    ])
    expect(sent).toMatchObject({ total: 5, attachments: 2, byMedia: { template: 3, image: 2, text: 0 } })
    expect(received).toMatchObject({ total: 10, attachments: 6, byMedia: { image: 5, document: 1, text: 4 } })
  })

  it("[USE-9] sums to the totals", () => {
    fc.assert(
      fc.property(fc.array(aRow), (rows) => {
        const { sent, received } = messagesBreakup(rows)
        const totals = usageTotals(rows)
        expect([sent.total, received.total]).toEqual([totals.sent, totals.received])
      }),
    )
  })
})

describe("conversationsBreakup", () => {
  it.each<[Partial<BreakupRow>, string]>([
    [{ paid: 1 }, "marketing"],
    [{ category: "utility", paid: 1 }, "utility"],
    [{ category: "authentication", paid: 1 }, "authentication"],
    [{ category: "authentication_international", paid: 1 }, "authentication"],
    [{ category: "service", paid: 1 }, "service"],
    [{ category: "service", type: "free_customer_service", free: 1 }, "freeTier"],
    [{ category: "utility", type: "free_customer_service", free: 1 }, "freeTier"],
    [{ category: "service", type: "free_group_customer_service", free: 1 }, "freeTier"],
    [{ category: "service", type: "free_tier", free: 1 }, "freeTier"],
    [{ category: "service", type: "", free: 1 }, "freeTier"],
    [{ category: "marketing", type: "free_entry_point", free: 1 }, "freeEntryPoint"],
    [{ category: "referral_conversion", type: "regular", free: 1 }, "freeEntryPoint"],
  ])("[USE-10] %j is %s", (change, kind) => {
    const breakup = conversationsBreakup([row(change)])
    const counted = Object.entries(breakup).filter(([, { delivered }]) => delivered > 0)
    expect(counted.map(([name]) => name)).toEqual([kind])
  })

  it("[USE-10] sums to the deliveries and their WhatsApp fees", () => {
    fc.assert(
      fc.property(fc.array(aRow), (rows) => {
        const kinds = Object.values(conversationsBreakup(rows))
        const totals = usageTotals(rows)
        expect(kinds.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(totals.delivered)
        expect(kinds.reduce((sum, { whatsappFees }) => sum + whatsappFees, 0n)).toBe(totals.whatsappFees)
      }),
    )
  })
})
