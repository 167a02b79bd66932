import { expect, it } from "vitest"
import { GUPSHUP_PLAN } from "../pricing/gupshup-plan.ts"
import { buildEvent, buildFacts, buildPlan, buildSender, NOW } from "../testing/builders.ts"
import { WalletHost } from "../testing/wallet-host.ts"

it("[PLAN-9] charges both billing events of one message once: Meta's fee, 6 % of it, and the fee per message", () => {
  const host = new WalletHost(buildFacts(buildPlan(GUPSHUP_PLAN)), [buildSender()])
  host.topUp("top_1", 10_000_000n)
  const ids = ["031Y3n35om5LZ1cvTxxxxx", "8e2abac1-31e3-4ad9-8d21-b2b5d0xxxxxxx"]
  const status = { authority: "meta", type: "regular", channel: "cloud_api", messageIds: [ids[0]!] } as const
  const { occurredAt: _, ...billing } = buildEvent({
    kind: "billing",
    authority: "gupshup",
    type: "regular",
    model: "PMP",
    channel: "cloud_api",
    messageIds: ids,
  })
  host.settle(buildEvent({ ...status, kind: "delivered" }))
  host.settle({ ...billing, source: "whatsapp" } as never)
  host.settle({ ...billing, source: "gupshup" } as never)
  host.settle(buildEvent({ ...status, kind: "read", occurredAt: NOW + 1_000 }))
  const lines = host.rows.charges.flatMap(({ fees }) => fees.map(({ label, amount }) => [label, amount]))
  expect(lines).toEqual([
    ["Gupshup fee per message", 1_000],
    ["WhatsApp fee for marketing", 11_800],
    ["Gupshup fee for Cloud API marketing", 708],
  ])
  expect(host.wallet.balance).toBe(10_000_000n - 13_508n)
  expect(host.verify()).toEqual([])
})
