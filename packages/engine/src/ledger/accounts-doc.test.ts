import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { formatAmount } from "../money/micros.ts"
import { GUPSHUP_PLAN } from "../pricing/gupshup-plan.ts"
import { buildEvent, buildFacts, buildPlan, buildSender, micros, NOW } from "../testing/builders.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import { ACCOUNTS } from "./account.ts"

const DOCUMENT = readFileSync(new URL("../../../../docs/accounts.md", import.meta.url), "utf8")
const DAY_MS = 86_400_000
const CENTS = { smallest: micros("0.01") }
const MARKETING = { to: "919876543210", category: "marketing" } as const

/** What each heading of the worked example says is done, in its order. */
const STEPS: readonly (readonly [heading: string, run: (host: WalletHost) => void])[] = [
  ["Open the wallet", () => {}],
  [
    "Top up 50 with a bonus of 5",
    (host) => host.topUp("top_1", micros("50"), { amount: micros("5"), expiresAt: NOW + DAY_MS }),
  ],
  ["Authorize three marketing messages", (host) => host.authorize("hld_1", [{ ...MARKETING, count: 3 }])],
  [
    "Settle the delivery of the first",
    (host) => host.settle(buildEvent({ messageIds: ["m1"], authorizationId: "hld_1" })),
  ],
  [
    "Settle the failure of the second",
    (host) => host.settle(buildEvent({ messageIds: ["m2"], kind: "failed", authorizationId: "hld_1" })),
  ],
  ["Release the hold", (host) => host.release("hld_1")],
  ["Settle a delivery without a hold", (host) => host.settle(buildEvent({ messageIds: ["m3"] }))],
  [
    "Allot 20 to the number",
    (host) => host.allot({ senderId: "s1", amount: micros("20"), mayUseShared: false }),
  ],
  ["Settle a delivery of the number", (host) => host.settle(buildEvent({ messageIds: ["m4"] }))],
  ["Adjust by -1.5", (host) => host.adjust("adj_1", micros("-1.5"))],
  ["Adjust by 2", (host) => host.adjust("adj_2", micros("2"))],
  ["Refund 10 of the top-up", (host) => host.refund("top_1", micros("10"))],
  [
    "Begin a checkout of 20, with a fee of 0.9 and tax of 3.762",
    (host) => host.begin("top_2", micros("20"), { fee: micros("0.9"), tax: micros("3.762") }),
  ],
  ["Order it at the provider", (host) => host.order("top_2")],
  ["Complete the checkout", (host) => host.complete("top_2")],
  ["Refund 5 of the checkout", (host) => host.refund("top_2", micros("5"), { refundId: "rfd_1", ...CENTS })],
  ["The provider pays it back", (host) => host.takeRefund("top_2", micros("5.9"), { refundId: "rfd_1" })],
  [
    "Refund 4 more, with their part of the fee",
    (host) => host.refund("top_2", micros("4"), { refundId: "rfd_2", refundsFee: true, ...CENTS }),
  ],
  ["The provider does not pay it back", (host) => host.failRefund("top_2", { refundId: "rfd_2" })],
  [
    "A refund of 5.9 at the provider's dashboard",
    (host) => host.takeRefund("top_2", micros("5.9"), { providerRefundId: "re_2" }),
  ],
  ["A dispute of the rest", (host) => host.dispute("top_2", micros("12.862"))],
  ["The dispute is won", (host) => host.dispute("top_2", micros("12.862"), { state: "won" })],
  ["A second dispute of the rest", (host) => host.dispute("top_2", micros("12.862"), { disputeId: "dp_2" })],
  [
    "The second dispute is lost",
    (host) => host.dispute("top_2", micros("12.862"), { disputeId: "dp_2", state: "lost" }),
  ],
  [
    "Begin a checkout of 10, with tax of 1.53 inside",
    (host) => host.begin("top_3", micros("10"), { taxIncluded: micros("1.53") }),
  ],
  ["Complete it", (host) => host.complete("top_3")],
  ["Authorize one message of the number", (host) => host.authorize("hld_2", [{ ...MARKETING, count: 1 }])],
  [
    "Expire, a day later",
    (host) => {
      host.now = NOW + DAY_MS
      host.expire()
    },
  ],
]

/** The rows of the table of a section: account, sender and amount. */
function tableOf(section: string): string[][] {
  return [...section.matchAll(/^\| `([a-z:_]+)` \|([^|]*)\|([^|]*)\|$/gm)].map(
    ([, account, sender, amount]) => [account, sender, amount].map((cell) => cell!.trim()),
  )
}

it("[LED-2] docs/accounts.md shows the postings of each command as the engine writes them", () => {
  const [, ...sections] = DOCUMENT.slice(DOCUMENT.indexOf("## A worked example")).split("\n### ")
  expect(sections.map((section) => section.split("\n", 1)[0])).toEqual(STEPS.map(([heading]) => heading))

  const host = new WalletHost(buildFacts(buildPlan(GUPSHUP_PLAN)), [buildSender()])
  let posted = 0
  for (const [index, [heading, run]] of STEPS.entries()) {
    run(host)
    const entries = host.rows.entries.slice(posted)
    posted += entries.length
    expect(entries, heading).toHaveLength(1)
    const { postings, balanceAfter } = entries[0]!
    const written = postings.map(({ account, sender, amount }) => [
      account,
      sender ?? "",
      formatAmount(amount),
    ])
    const section = sections[index]!
    expect(tableOf(section), heading).toEqual(written)
    expect(section, heading).toContain(`alance after: ${formatAmount(balanceAfter)}.`)
  }
  expect(host.verify()).toEqual([])

  const sums = new Map<string, bigint>()
  for (const { postings } of host.rows.entries) {
    for (const { account, amount } of postings) sums.set(account, (sums.get(account) ?? 0n) + amount)
  }
  const operator = [
    "cash",
    "processor",
    "refunds_due",
    "disputed",
    "processing_fees",
    "tax",
    "tax_included",
    "promotions",
    "adjustments",
    "whatsapp_fees",
    "platform_fees",
    "breakage",
  ]
  const told = DOCUMENT.slice(DOCUMENT.indexOf("At the end")).match(/-?\d+(?:\.\d+)?/g)
  expect(told).toEqual([
    formatAmount(host.wallet.balance),
    formatAmount(-host.wallet.balance),
    ...operator.map((name) => formatAmount(sums.get(`operator:${name}`)!)),
  ])
})

it("[LED-1] docs/accounts.md lists every account", () => {
  const chart = DOCUMENT.slice(0, DOCUMENT.indexOf("## Which command posts what"))
  const listed = [...chart.matchAll(/^\| `([a-z:_]+)` \|/gm)].map(([, account]) => account)
  expect(listed).toEqual([...ACCOUNTS])
})
