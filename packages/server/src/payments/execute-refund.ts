import {
  decideRefund,
  formatAmount,
  namesOfRefund,
  type Micros,
  type RefundRefusal,
  type TopUp,
} from "@tollgate/engine"
import type { WalletPlace } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import type { AppContext } from "../http/app-env.ts"
import { replayOf } from "../idempotency.ts"
import { readInvoiceIds } from "../invoices/invoice-id.ts"
import { problemBody, ProblemError } from "../problem.ts"
import { formatTopUp } from "../reading/top-up-answer.ts"
import { mapDecision } from "../spending/execute.ts"
import { makeWalletBoundId } from "../spending/made-id.ts"
import { walletZones } from "../spending/wallet-zones.ts"
import type { Answer, Executed } from "../storage/wallet-store.ts"
import { readCheckoutSettings } from "./checkout-settings.ts"
import { smallestPayable } from "./price-top-up.ts"

export interface AskedRefund {
  readonly topUpId: string
  readonly amount?: Micros | undefined
  readonly reason: string
  readonly refundsFee?: boolean | undefined
}

/** The operator refunds a top-up. Rule BACK-1. */
export async function executeRefund(
  c: AppContext,
  place: WalletPlace,
  { topUpId, amount, reason, refundsFee }: AskedRefund,
): Promise<Executed> {
  const deps = c.get("deps")
  const { walletId } = place
  const topUp = await deps.wallets.topUp(walletId, topUpId)
  if (topUp === undefined) throw new ProblemError("not_found")
  const smallest = await smallestOf(deps, walletId, topUp)
  if (amount !== undefined && amount % smallest !== 0n) {
    throw new ProblemError("unprocessable", {
      detail: `That cannot be paid back: the smallest amount is ${formatAmount(smallest)}.`,
    })
  }
  const settings = await readCheckoutSettings(deps.catalog)
  const invoiceId = (await readInvoiceIds(deps.catalog, place, [topUp]))(topUpId)
  const zones = await walletZones(deps, walletId)
  const now = deps.clock()
  const command = {
    commandId: deps.ids("cmd"),
    topUpId,
    refundId: makeWalletBoundId("rfd", walletId, deps.ids),
    reason,
    refundsFee: refundsFee ?? settings.refundsFee ?? false,
    smallest,
    ...(amount === undefined ? {} : { amount }),
  }
  const replay = replayOf(c, null)
  return deps.wallets.execute(walletId, {
    names: () => namesOfRefund(command, now),
    decide: (state) =>
      mapDecision(decideRefund(state, command, zones, now), (result) =>
        result.ok
          ? { status: 200, body: formatTopUp(walletId, result.value, invoiceId) }
          : refusal(result.refusal),
      ),
    ...(replay === undefined ? {} : { replay }),
  })
}

/** What came by hand is paid back by hand, to the last digit. */
async function smallestOf(
  { payments, wallets }: Pick<Deps, "payments" | "wallets">,
  walletId: string,
  { provider }: TopUp,
): Promise<Micros> {
  if (provider === "") return 1n
  const currency = (await wallets.wallet(walletId))?.currency ?? ""
  return payments?.named(provider)?.smallestPayable(currency) ?? smallestPayable(currency)
}

function refusal(refused: RefundRefusal): Answer {
  switch (refused.code) {
    case "not_refundable": {
      const { refundable, spent, held, disputed } = refused
      const rest = [
        [spent, "is spent"],
        [held, "is held by authorizations or allotted elsewhere"],
        [disputed, "is disputed"],
      ] as const
      const reasons = rest.filter(([part]) => part > 0n).map(([part, why]) => `${formatAmount(part)} ${why}`)
      const detail = [`Of this top-up ${formatAmount(refundable)} can be refunded`, ...reasons].join("; ")
      return {
        status: 422,
        body: problemBody("not_refundable", {
          detail: `${detail}.`,
          facts: { refundable, spent, held, disputed },
        }),
      }
    }
    case "too_many_refunds":
      return {
        status: 422,
        body: problemBody("unprocessable", { detail: "This top-up was refunded too often." }),
      }
    case "not_found":
      return { status: 404, body: problemBody("not_found") }
  }
}
