import type { Micros } from "../money/micros.ts"
import { verifyJournal } from "../ledger/verify-journal.ts"
import type { Finding } from "../ledger/finding.ts"
import { sha256Hex } from "../ledger/fingerprint.ts"
import type { QuoteMessage } from "../pricing/quote.ts"
import type { SenderFacts } from "../pricing/sender-facts.ts"
import type { UsageEvent } from "../pricing/usage-event.ts"
import { decideAdjust, namesOfAdjust } from "../wallet/decide-adjust.ts"
import {
  decideAllotNumber,
  type AllotNumber,
  type AllotNumberRefusal,
} from "../wallet/decide-allot-number.ts"
import { decideAllot, namesOfAllot, type AllotRefusal } from "../wallet/decide-allot.ts"
import {
  decideAuthorize,
  namesOfAuthorize,
  type Authorized,
  type AuthorizeRefusal,
} from "../wallet/decide-authorize.ts"
import {
  decideBeginTopUp,
  namesOfBeginTopUp,
  type BeginTopUp,
  type BeginTopUpRefusal,
} from "../wallet/decide-begin-top-up.ts"
import {
  decideCompleteTopUp,
  namesOfCompleteTopUp,
  type CompleteTopUpRefusal,
} from "../wallet/decide-complete-top-up.ts"
import { decideExpire, namesOfExpire } from "../wallet/decide-expire.ts"
import {
  decideFailTopUp,
  namesOfFailTopUp,
  type FailTopUp,
  type FailTopUpRefusal,
} from "../wallet/decide-fail-top-up.ts"
import {
  decideOrderTopUp,
  namesOfOrderTopUp,
  type OrderTopUp,
  type OrderTopUpRefusal,
} from "../wallet/decide-order-top-up.ts"
import {
  decideSetRecharge,
  namesOfSetRecharge,
  type SetRecharge,
  type SetRechargeRefusal,
} from "../wallet/decide-set-recharge.ts"
import {
  decideDispute,
  namesOfDispute,
  type DisputeRefusal,
  type DisputeTopUp,
} from "../wallet/decide-dispute.ts"
import {
  decideFailRefund,
  namesOfFailRefund,
  type FailRefund,
  type FailRefundRefusal,
} from "../wallet/decide-fail-refund.ts"
import { decideRefund, namesOfRefund, type RefundRefusal, type RefundTopUp } from "../wallet/decide-refund.ts"
import { decideTakeRefund, namesOfTakeRefund, type TakeRefundRefusal } from "../wallet/decide-take-refund.ts"
import { decideRelease, namesOfRelease, type ReleaseRefusal } from "../wallet/decide-release.ts"
import { decideRetry, namesOfRetry, type Retried } from "../wallet/decide-retry.ts"
import { decideSettle, namesOfSettle, type PricingFacts, type Settled } from "../wallet/decide-settle.ts"
import { decideTopUp, namesOfTopUp, type RecordTopUp, type TopUpRefusal } from "../wallet/decide-top-up.ts"
import {
  decideUpdate,
  namesOfUpdate,
  type UpdateRefusal,
  type UpdateWallet,
} from "../wallet/decide-update.ts"
import type { Result } from "../result.ts"
import type { Allotment, Hold, SuspendedEvent, Wallet } from "../wallet/state.ts"
import type { AutoRecharge } from "../wallet/recharge-settings.ts"
import type { TopUp } from "../wallet/top-up.ts"
import { NOW, openWallet } from "./builders.ts"
import type { MemoryWallet } from "./memory-wallet.ts"

/** A wallet in memory with what a server knows besides: plan, senders, a clock that is set, command ids in a row. */
export class WalletHost {
  readonly rows: MemoryWallet
  facts: PricingFacts
  now: number
  readonly senders: ReadonlyMap<string, SenderFacts>
  #commands = 0

  constructor(
    facts: PricingFacts,
    senders: readonly SenderFacts[],
    { now = NOW, rows }: { now?: number; rows?: MemoryWallet } = {},
  ) {
    this.facts = facts
    this.now = now
    this.senders = new Map(senders.map((sender) => [sender.id, sender]))
    this.rows = rows ?? openWallet({}, { now, zone: facts.rollupZone })
  }

  get wallet(): Wallet {
    return this.rows.wallet
  }

  get spendable(): Micros {
    const { balance, held, overdraftLimit } = this.rows.wallet
    return balance - held + overdraftLimit
  }

  /** What waits in suspense, oldest first, then by key. */
  get waiting(): SuspendedEvent[] {
    return [...this.rows.suspended.values()].sort(
      (a, b) => a.receivedAt - b.receivedAt || (a.key < b.key ? -1 : 1),
    )
  }

  settle(...events: readonly UsageEvent[]): Settled {
    const command = { commandId: this.#commandId(), events, senders: this.senders }
    const names = namesOfSettle(this.wallet, command, this.now)
    return this.rows.execute(names, (state) => decideSettle(state, command, this.facts, this.now))
  }

  /** Everything in suspense unless told otherwise, oldest first. */
  retry(waiting: readonly SuspendedEvent[] = this.waiting): Retried {
    const command = { commandId: this.#commandId(), waiting, senders: this.senders }
    const names = namesOfRetry(this.wallet, command, this.now)
    return this.rows.execute(names, (state) => decideRetry(state, command, this.facts, this.now))
  }

  authorize(
    id: string,
    messages: readonly QuoteMessage[],
    { senderId = "s1", seconds = 3_600 }: { senderId?: string; seconds?: number } = {},
  ): Result<Authorized, AuthorizeRefusal> {
    const command = {
      commandId: this.#commandId(),
      id,
      fingerprint: sha256Hex(JSON.stringify([id, messages, senderId])),
      sender: this.senders.get(senderId)!,
      messages,
      expiresAt: this.now + seconds * 1_000,
    }
    const names = namesOfAuthorize(command, this.now)
    return this.rows.execute(names, (state) => decideAuthorize(state, command, this.facts, this.now))
  }

  release(holdId: string): Result<Hold, ReleaseRefusal> {
    const command = { commandId: this.#commandId(), holdId }
    const names = namesOfRelease(command, this.now)
    return this.rows.execute(names, (state) => decideRelease(state, command, this.facts, this.now))
  }

  topUp(id: string, amount: Micros, bonus?: RecordTopUp["bonus"]): Result<TopUp, TopUpRefusal> {
    const given = {
      id,
      method: "manual",
      amount,
      reference: "",
      ...(bonus === undefined ? {} : { bonus }),
    } as const
    const command = { commandId: this.#commandId(), ...given }
    const names = namesOfTopUp(command, this.now)
    return this.rows.execute(names, (state) => decideTopUp(state, command, this.facts, this.now))
  }

  /** A checkout of `amount`, without fee, tax or bonus unless told otherwise, given up after an hour. */
  begin(id: string, amount: Micros, parts: Partial<BeginTopUp> = {}): Result<TopUp, BeginTopUpRefusal> {
    const command: BeginTopUp = {
      commandId: this.#commandId(),
      id,
      source: "portal",
      amount,
      fee: 0n,
      tax: 0n,
      bonus: { amount: 0n, expiresAt: null },
      couponCode: "",
      reference: "",
      expiresAt: this.now + 3_600_000,
      ...parts,
    }
    const names = namesOfBeginTopUp(command, this.now)
    return this.rows.execute(names, (state) => decideBeginTopUp(state, command, this.facts, this.now))
  }

  order(id: string, parts: Partial<OrderTopUp> = {}): Result<TopUp, OrderTopUpRefusal> {
    const command: OrderTopUp = {
      commandId: this.#commandId(),
      id,
      provider: "sandbox",
      providerReference: "ref_1",
      checkoutUrl: "https://pay.example.com/1",
      ...parts,
    }
    const names = namesOfOrderTopUp(command, this.now)
    return this.rows.execute(names, (state) => decideOrderTopUp(state, command, this.facts, this.now))
  }

  /** Paid: what the top-up asks for unless told otherwise. */
  complete(id: string, paid?: Micros, paymentReference?: string): Result<TopUp, CompleteTopUpRefusal> {
    const { amount = 0n, fee = 0n, tax = 0n } = this.rows.topUps.get(id) ?? {}
    const command = {
      commandId: this.#commandId(),
      id,
      paid: paid ?? amount + fee + tax,
      ...(paymentReference === undefined ? {} : { paymentReference }),
    }
    const names = namesOfCompleteTopUp(command, this.now)
    return this.rows.execute(names, (state) => decideCompleteTopUp(state, command, this.facts, this.now))
  }

  fail(
    id: string,
    reason = "declined",
    isWithdrawn = false,
    lacks?: FailTopUp["lacks"],
  ): Result<TopUp, FailTopUpRefusal> {
    const command = {
      commandId: this.#commandId(),
      id,
      reason,
      isWithdrawn,
      ...(lacks === undefined ? {} : { lacks }),
    }
    const names = namesOfFailTopUp(command, this.now)
    return this.rows.execute(names, (state) => decideFailTopUp(state, command, this.facts, this.now))
  }

  /** On, 50 when below 10, without a limit, unless told otherwise. Micros. */
  setRecharge(parts: Partial<SetRecharge> = {}): Result<AutoRecharge, SetRechargeRefusal> {
    const command: SetRecharge = {
      commandId: this.#commandId(),
      enabled: true,
      threshold: 10_000_000n,
      amount: 50_000_000n,
      monthlyLimit: null,
      setBy: "portal key_1",
      impliedConsent: { textId: "text.1", locale: "en", acceptedBy: "", basis: "request" },
      ...parts,
    }
    const names = namesOfSetRecharge(this.now)
    return this.rows.execute(names, (state) => decideSetRecharge(state, command, this.facts, this.now))
  }

  /** Of credit; the refund is called `rfd_` and the number of the command unless told otherwise. */
  refund(topUpId: string, amount?: Micros, parts: Partial<RefundTopUp> = {}): Result<TopUp, RefundRefusal> {
    const commandId = this.#commandId()
    const command = {
      commandId,
      refundId: commandId.replace("cmd", "rfd"),
      topUpId,
      reason: "asked",
      ...(amount === undefined ? {} : { amount }),
      ...parts,
    }
    const names = namesOfRefund(command, this.now)
    return this.rows.execute(names, (state) => decideRefund(state, command, this.facts, this.now))
  }

  /** The provider says that money went back: of the refund of this id of ours, or of one of its own. */
  takeRefund(
    topUpId: string,
    refunded: Micros,
    { refundId = "", providerRefundId = "re_1" }: { refundId?: string; providerRefundId?: string } = {},
  ): Result<TopUp, TakeRefundRefusal> {
    const command = { commandId: this.#commandId(), topUpId, refunded, refundId, providerRefundId }
    const names = namesOfTakeRefund(command, this.now)
    return this.rows.execute(names, (state) => decideTakeRefund(state, command, this.facts, this.now))
  }

  failRefund(
    topUpId: string,
    { refundId = "", providerRefundId = "", reason = "declined" }: Partial<FailRefund> = {},
  ): Result<TopUp, FailRefundRefusal> {
    const command = { commandId: this.#commandId(), topUpId, refundId, providerRefundId, reason }
    const names = namesOfFailRefund(command, this.now)
    return this.rows.execute(names, (state) => decideFailRefund(state, command, this.facts, this.now))
  }

  /** The dispute `dp_1`, which suspends nothing, unless told otherwise. */
  dispute(
    topUpId: string,
    disputed: Micros,
    parts: Partial<DisputeTopUp> = {},
  ): Result<TopUp, DisputeRefusal> {
    const command: DisputeTopUp = {
      commandId: this.#commandId(),
      topUpId,
      disputeId: "dp_1",
      disputed,
      reason: "fraudulent",
      state: "opened",
      suspendsWallet: false,
      ...parts,
    }
    const names = namesOfDispute(command, this.now)
    return this.rows.execute(names, (state) => decideDispute(state, command, this.facts, this.now))
  }

  adjust(id: string, amount: Micros): Wallet {
    const command = { commandId: this.#commandId(), id, amount, reason: "by hand" }
    return this.rows.execute(namesOfAdjust(this.now), (state) =>
      decideAdjust(state, command, this.facts, this.now),
    )
  }

  allot(...allotments: readonly Allotment[]): Result<readonly Allotment[], AllotRefusal> {
    const command = { commandId: this.#commandId(), allotments }
    return this.rows.execute(namesOfAllot(this.now), (state) =>
      decideAllot(state, command, this.facts, this.now),
    )
  }

  allotNumber(part: Omit<AllotNumber, "commandId">): Result<Allotment | null, AllotNumberRefusal> {
    const command = { commandId: this.#commandId(), ...part }
    return this.rows.execute(namesOfAllot(this.now), (state) =>
      decideAllotNumber(state, command, this.facts, this.now),
    )
  }

  update(settings: UpdateWallet["settings"]): Result<Wallet, UpdateRefusal> {
    const command = { commandId: this.#commandId(), settings }
    return this.rows.execute(namesOfUpdate(this.now, settings), (state) =>
      decideUpdate(state, command, this.facts, this.now),
    )
  }

  expire(): { readonly expired: number } {
    const command = { commandId: this.#commandId() }
    return this.rows.execute(namesOfExpire(this.now), (state) =>
      decideExpire(state, command, this.facts, this.now),
    )
  }

  /** What is wrong in the wallet's journal and books: nothing, ever. */
  verify(): readonly Finding[] {
    const { wallet } = this.rows
    const { recipientKey } = wallet
    const journal = { walletId: wallet.id, recipientKey, rollupZone: this.facts.rollupZone }
    return verifyJournal(journal, this.rows.journal(), this.rows.books())
  }

  #commandId(): string {
    this.#commands += 1
    return `cmd_${this.#commands}`
  }
}
