import fc from "fast-check"
import { expect } from "vitest"
import { moneyOf } from "@tollgate/engine"
import { deliverOutbox } from "../../outbox/deliver-outbox.ts"
import type { StripeRow } from "../../testing/stripe-faults.ts"
import type { Outage } from "../../testing/stripe-server.ts"
import { sweepNews } from "../sweep-news.ts"
import { sweepPayments, sweepUnsettled } from "../sweep-payments.ts"
import { fromStripeAmount } from "./stripe-amount.ts"
import type { StripeApp } from "./testing-stripe.ts"

const AMOUNTS = ["10", "20", "40"]
const PARTS = ["1", "2.5", "7.13", undefined]
const HOUR_MS = 3_600_000
/** More than a webhook takes to come again, and than a refund takes to end. */
const ROUNDS_TO_REST = 4

const SETTINGS = {
  currencies: {
    USD: {
      minTopUp: "10",
      maxTopUp: "100",
      presets: [],
      fee: { label: "Card fee", percent: "2.9", fixed: "0.3" },
    },
  },
  taxes: [
    { country: "IN", label: "CGST", percent: "9" },
    { country: "IN", label: "SGST", percent: "9" },
  ],
  disputes: { suspendWallet: true },
}

/** What may happen, in any order and at once. */
const among = (weight: number, ...names: readonly string[]) => ({
  weight,
  arbitrary: fc.record({ what: fc.constantFrom(...names), which: fc.nat(60) }),
})
const step = fc.oneof(
  among(5, "tell"),
  among(4, "refund", "refundAll"),
  among(3, "atDashboard", "dispute", "inquiry"),
  among(4, "deliver", "deliver", "crash", "sweep", "unsettled", "news"),
  among(4, "settle", "fail", "sendBack", "win", "lose", "escalate"),
  among(2, "begin", "pay", "spend", "slow"),
  among(1, "expire", "later", "outage"),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const OUTAGES: readonly Outage[] = ["answers_lost", "failing", "unreachable"]

/**
 * Whatever is told, asked, paid back, disputed and lost on the way, in whatever order and at once: in the end the ledger's
 * `operator:processor` is what Stripe holds, what waits in `operator:refunds_due` is what is pending, and the books are sound.
 */
export async function expectMoneyAgrees(
  open: () => Promise<StripeApp>,
  { numRuns, steps = 24 }: { readonly numRuns: number; readonly steps?: number },
): Promise<void> {
  const waves = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 8, maxLength: steps })
  await fc.assert(
    // What no webhook ever tells is found by the sweeps alone.
    fc.asyncProperty(waves, fc.boolean(), async (all, areTold) => {
      const app = await open()
      await app.send("PUT", "/v1/checkout-settings", { body: SETTINGS })
      try {
        const given = new Set<string>()
        for (const which of AMOUNTS.keys()) {
          await take(app, given, { what: "begin", which })
          await take(app, given, { what: "pay", which })
        }
        for (const wave of all) {
          await Promise.all(wave.map((each) => take(app, given, each)))
          app.stripe.outage = undefined
        }
        for (let round = 0; round < ROUNDS_TO_REST; round++) {
          await deliverOutbox(app.deps)
          if (areTold) await app.deliver(app.stripe.events.toReversed())
          await sweepPayments(app.deps)
          await sweepUnsettled(app.deps)
          await sweepNews(app.deps)
        }
        expect(-(await app.account("operator:processor"))).toBe(
          fromStripeAmount(app.stripe.backs.held, "usd"),
        )
        await expectRefundsDue(app)
      } finally {
        app.stripe.outage = undefined
        expect(await app.close()).toEqual([])
      }
    }),
    { numRuns },
  )
}

async function expectRefundsDue(app: StripeApp): Promise<void> {
  const { rows } = await app.deps.wallets.topUps(app.tenant.walletId, { limit: 10 })
  const pending = rows.flatMap(({ refunds }) => refunds).filter(({ status }) => status === "pending")
  const waiting = pending.reduce((sum, refund) => sum + moneyOf(refund), 0n)
  expect(await app.account("operator:refunds_due")).toBe(waiting)
  const asked = [...app.stripe.backs.refunds.values()].filter(
    ({ status, metadata }) => status === "pending" && metadata.tollgate_refund !== undefined,
  )
  expect(pending).toHaveLength(asked.length)
}

/** @param given - addresses of pages that a customer was given: nobody pays on another */
async function take(app: StripeApp, given: Set<string>, { what, which }: Step): Promise<void> {
  const { stripe, deps } = app
  const { backs } = stripe
  switch (what) {
    case "begin": {
      const place = which % (AMOUNTS.length + 1)
      const amount = AMOUNTS[place] ?? "15"
      const { status, body } = await app.checkout({ amount }, `top-up-${place}`)
      if (status === 201) given.add(body.checkoutUrl)
      return
    }
    case "pay": {
      const session = pick(stripe.sessions, which)
      if (session?.["status"] === "open" && given.has(session["url"])) stripe.pay(session.id)
      return
    }
    case "tell": {
      const event = stripe.events[which % stripe.events.length]
      if (event !== undefined) await app.deliver([event])
      return
    }
    case "refund":
    case "refundAll": {
      const { rows } = await deps.wallets.topUps(app.tenant.walletId, { limit: 10 })
      const topUp = rows[which % rows.length]
      const amount = what === "refundAll" ? undefined : PARTS[which % PARTS.length]
      if (topUp !== undefined) {
        await app.refund(topUp.id, {
          refundsFee: which % 2 === 0,
          ...(amount === undefined ? {} : { amount }),
        })
      }
      return
    }
    case "atDashboard": {
      const intent = pick(stripe.intents, which)
      if (intent?.["status"] === "succeeded")
        attempt(() => backs.refundAtDashboard(intent.id, 50 * (1 + (which % 20))))
      return
    }
    case "dispute":
    case "inquiry": {
      const intent = pick(stripe.intents, which)
      if (intent?.["status"] !== "succeeded") return
      const amount = which % 2 === 0 ? intent["amount"] : 120
      backs.dispute(intent.id, amount, what === "inquiry")
      return
    }
    case "spend": {
      const body = { amount: `-${1 + (which % 20)}`, reason: "spent" }
      await app.send("POST", `${app.wallet}/adjustments`, { body })
      return
    }
    case "deliver":
      return void (await deliverOutbox(deps))
    case "crash": {
      // After the rows were delivered, and before that is noted.
      const outboxDone = async () => {
        throw new Error("killed here")
      }
      await deliverOutbox({ ...deps, wallets: { ...deps.wallets, outboxDone } }).catch(() => undefined)
      return
    }
    case "sweep":
      return sweepPayments(deps)
    case "unsettled":
      return sweepUnsettled(deps)
    case "news":
      return sweepNews(deps)
    case "slow":
      backs.isSlow = which % 2 === 0
      return
    case "settle":
    case "fail": {
      const refund = pick(backs.refunds, which, ({ status }) => status === "pending")
      if (refund !== undefined) backs.settleRefund(refund.id, what === "settle")
      return
    }
    case "sendBack": {
      const refund = pick(backs.refunds, which, ({ status }) => status === "succeeded")
      if (refund !== undefined) backs.failRefund(refund.id)
      return
    }
    case "win":
    case "lose": {
      const dispute = pick(backs.disputes, which, ({ status }) => status === "needs_response")
      if (dispute !== undefined) backs.closeDispute(dispute.id, what === "win" ? "won" : "lost")
      return
    }
    case "escalate": {
      const dispute = pick(backs.disputes, which, ({ status }) => status === "warning_needs_response")
      if (dispute !== undefined) backs.escalate(dispute.id)
      return
    }
    case "expire":
      return stripe.expire()
    case "later":
      app.now += 8 * HOUR_MS
      return
    case "outage":
      stripe.outage = OUTAGES[which % OUTAGES.length]
  }
}

function pick(
  rows: ReadonlyMap<string, StripeRow>,
  which: number,
  isWanted: (row: StripeRow) => boolean = () => true,
): StripeRow | undefined {
  const wanted = [...rows.values()].filter(isWanted)
  return wanted[which % Math.max(1, wanted.length)]
}

/** What Stripe refuses at its dashboard does not happen. */
function attempt(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof Error) || error.message !== "refused") throw error
  }
}
