import { expect, it } from "vitest"
import { GUPSHUP_PLAN } from "../pricing/gupshup-plan.ts"
import { buildEvent, buildFacts, buildPlan, buildSender, micros } from "../testing/builders.ts"
import { WalletHost } from "../testing/wallet-host.ts"

function makeHost(): WalletHost {
  const host = new WalletHost(buildFacts(buildPlan(GUPSHUP_PLAN)), [buildSender()])
  host.topUp("top_1", micros("1"))
  host.update({ lowBalanceThreshold: micros("0.5") })
  return host
}

/** Topics of the alerts on the balance, in order. */
function topics({ rows }: WalletHost): string[] {
  return [...rows.outbox.values()].map(({ topic }) => topic).filter((topic) => topic.startsWith("balance."))
}

it("[WAL-4] an alert is told once a crossing, in either direction", () => {
  const host = makeHost()
  host.adjust("a1", micros("-0.5"))
  expect(topics(host)).toEqual([])
  host.adjust("a2", -1n)
  expect(topics(host)).toEqual(["balance.low"])
  host.adjust("a3", micros("-0.1"))
  expect(topics(host)).toEqual(["balance.low"])
  host.adjust("a4", micros("-0.5"))
  expect(topics(host)).toEqual(["balance.low", "balance.overdrawn"])
  host.adjust("a5", micros("0.2"))
  expect(topics(host)).toEqual(["balance.low", "balance.overdrawn"])
  host.adjust("a6", micros("1"))
  expect(topics(host)).toEqual(["balance.low", "balance.overdrawn", "balance.recovered"])
})

it("[WAL-4] a hold makes a wallet low, as available counts; one command may tell of both", () => {
  const host = makeHost()
  host.authorize("hld_1", [{ to: "919876543210", category: "marketing", count: 40 }])
  expect(topics(host)).toEqual(["balance.low"])
  host.release("hld_1")
  expect(topics(host)).toEqual(["balance.low", "balance.recovered"])
  host.settle(...Array.from({ length: 80 }, (_, index) => buildEvent({ messageIds: [`m${index}`] })))
  expect(topics(host).slice(2)).toEqual(["balance.overdrawn", "balance.low"])
})

it("[WAL-4] without a threshold only the crossing of zero is told", () => {
  const host = makeHost()
  host.update({ lowBalanceThreshold: null })
  host.adjust("a1", micros("-1"))
  expect(topics(host)).toEqual([])
  host.adjust("a2", -1n)
  expect(topics(host)).toEqual(["balance.overdrawn"])
})
