import { ATTACHMENTS, CONVERSATIONS, MEDIA, type MediaCounts, type Usage } from "./usage.ts"

const counts = {
  ...Object.fromEntries([...ATTACHMENTS, ...MEDIA].map((kind) => [kind, 0])),
  total: 1000,
  text: 1000,
  template: 1000,
  attachments: 100,
  image: 100,
  document: 100,
} as MediaCounts
const kind = { delivered: 1000, whatsappFees: "10" }

/** Nobody's usage, whose figures are drawn as bones until there are some. */
export const SAMPLE_USAGE: Usage = {
  timezone: "UTC",
  from: "2026-01-01T00:00:00Z",
  to: "2026-01-08T00:00:00Z",
  totals: {
    messages: 1000,
    sent: 1000,
    received: 1000,
    delivered: 1000,
    failed: 0,
    paid: 1000,
    free: 1000,
    amount: "100",
    whatsappFees: "90",
    otherFees: "10",
  },
  messagesBreakup: { sent: counts, received: counts },
  conversationsBreakup: Object.fromEntries(
    CONVERSATIONS.map((name) => [name, kind]),
  ) as Usage["conversationsBreakup"],
  rows: [],
}
