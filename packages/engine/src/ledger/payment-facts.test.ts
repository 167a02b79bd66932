import { expect, it } from "vitest"
import { NOW } from "../testing/builders.ts"
import { hostOn } from "../testing/summaries.ts"
import type { Dispute, Refund, TopUp } from "../wallet/top-up.ts"
import { decodeTopUp, encodeTopUp } from "./payment-facts.ts"

const PARTS = {
  amount: 2n ** 60n,
  fee: 1n,
  tax: 2n,
  taxIncluded: 3n,
  bonus: 4n,
  createdAt: NOW,
  updatedAt: NOW,
}
const REFUND: Refund = {
  ...PARTS,
  id: "rfd_1",
  status: "pending",
  origin: "operator",
  providerRefundId: "re_1",
  reason: "asked",
  failureReason: "",
}
const DISPUTE: Dispute = { ...PARTS, id: "dp_1", state: "opened", reason: "fraudulent" }

function aTopUp(): TopUp {
  const host = hostOn()
  host.begin("top_1", 20_000_000n)
  return host.rows.topUps.get("top_1")!
}

/** The array of before numbers, refunds and disputes were kept. */
const FIELDS_OF_BEFORE = 21

it("[LED-4] a top-up is written as it was before, unless it says more", () => {
  const topUp = aTopUp()
  expect(encodeTopUp(topUp)).toHaveLength(FIELDS_OF_BEFORE)
  expect(decodeTopUp(JSON.parse(JSON.stringify(encodeTopUp(topUp))))).toEqual(topUp)
})

it.each<Partial<TopUp>>([
  { senderId: "s1" },
  { taxIncluded: 7n },
  { paymentReference: "pi_1" },
  { refunds: [REFUND, { ...REFUND, id: "rfd_2", status: "failed" }], isUnsettled: true },
  { disputes: [DISPUTE], isUnsettled: true },
  { refunds: [{ ...REFUND, status: "succeeded" }], disputes: [{ ...DISPUTE, state: "lost" }] },
])("[LED-4] a top-up with %o comes back as it was", (parts) => {
  const topUp = { ...aTopUp(), ...parts }
  expect(decodeTopUp(JSON.parse(JSON.stringify(encodeTopUp(topUp))))).toEqual(topUp)
})
