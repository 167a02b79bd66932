import { accountKey } from "../ledger/account.ts"
import type { Finding } from "../ledger/finding.ts"
import type { Micros } from "../money/micros.ts"
import { compilePlan } from "../pricing/compile-plan.ts"
import type { Category, UsageEvent } from "../pricing/usage-event.ts"
import type { Wallet } from "../wallet/state.ts"
import { KOLKATA } from "./zones.ts"
import { buildEvent, buildFacts, buildSender, buildVersion, dayOf } from "./builders.ts"
import { WalletHost } from "./wallet-host.ts"
import { FREE_SERVICE, PRICES, SENT_FEE, WalletModel, type ModelRecharge } from "./wallet-model.ts"
import type { WalletCommand } from "./wallet-commands.ts"

/** The second day of a month, so that a week of commands stays in it. */
const START = Date.UTC(2026, 10, 2, 12)
const HOUR_MS = 3_600_000
const CATEGORIES: readonly Category[] = ["marketing", "utility", "service"]

const PLAN = compilePlan(
  [
    buildVersion({
      rateCard: "auditor",
      fees: [{ kind: "per_message", label: "each", group: "fees", amount: SENT_FEE, on: ["sent"] }],
      allowances: [
        { id: "free", category: ["service"], quantity: FREE_SERVICE, per: "sender", basis: "plan" },
      ],
    }),
  ],
  new Map([
    [
      "auditor",
      [
        {
          id: "auditor",
          currency: "USD",
          fromDay: dayOf("2025-01-01"),
          rates: new Map([
            [
              "India",
              Object.fromEntries(Object.entries(PRICES).map(([name, rate]) => [name, [{ from: 0, rate }]])),
            ],
          ]),
        },
      ],
    ],
  ]),
)

export const SENDER_IDS: readonly string[] = ["s1", "s2", "s3"]

/** Runs every command on the engine and on the model, and compares their answers and all their rows after each. */
export class Auditor {
  readonly host: WalletHost = new WalletHost(
    buildFacts(PLAN, { customerZone: KOLKATA, rollupZone: KOLKATA }),
    SENDER_IDS.map((id) => buildSender({ id })),
    { now: START },
  )
  model: WalletModel = new WalletModel(START)
  readonly #told: UsageEvent[] = []
  #made = 0
  /** Whether the command under way was carried out: refused ones, and those that found nothing to do it to, were not. */
  #isDone = false

  /** @returns what differs, as text: nothing when all is well */
  run(command: WalletCommand): string[] {
    const differences: string[] = []
    const compare = (what: string, expected: unknown, found: unknown) => {
      const [wanted, is] = [text(expected), text(found)]
      if (wanted !== is) differences.push(`${command.do} ${what}: expected ${wanted}, found ${is}`)
    }
    const spendableBefore = this.host.spendable
    this.#isDone = command.do !== "wait"
    const [expected, found] = this.#both(command)
    // The model makes what the engine made, if it makes any, under the same name.
    if (this.#isDone) this.model.rechargeIfLow(`top_wal_1.auto-${this.host.wallet.sequence}`)
    compare("answer", expected, found)
    if (command.do === "authorize" && this.host.spendable < spendableBefore && this.host.spendable < 0n) {
      differences.push(`authorize took spendable to ${this.host.spendable}`)
    }
    compare("rows", this.#expectedRows(), this.#foundRows())
    return differences
  }

  verify(): readonly Finding[] {
    return this.host.verify()
  }

  /** A command's answer by the model and by the engine. A refusal leaves the model as it was, work that was due included. */
  #both(command: WalletCommand): [expected: unknown, found: unknown] {
    const { host } = this
    const before = structuredClone({ ...this.model })
    const refuse = (answer: unknown) => {
      this.#isDone = false
      const { now } = this.model
      this.model = Object.assign(new WalletModel(now), before)
      return answer
    }
    const model = this.model
    switch (command.do) {
      case "wait":
        host.now += command.hours * HOUR_MS
        model.now = host.now
        return [null, null]
      case "expire":
        model.due()
        host.expire()
        return [null, null]
      case "topUp": {
        const id = this.#id("top")
        const bonus =
          command.bonus === null
            ? undefined
            : {
                amount: command.bonus,
                expiresAt: command.bonusHours === null ? null : host.now + command.bonusHours * HOUR_MS,
              }
        const answer = host.topUp(id, command.amount, bonus)
        if (model.status !== "active") return [refuse("wallet_not_active"), codeOf(answer)]
        model.due()
        model.credit(`${id}:paid`, "paid", command.amount, null)
        if (bonus !== undefined) model.credit(`${id}:bonus`, "promotional", bonus.amount, bonus.expiresAt)
        model.topUps.set(id, {
          status: "succeeded",
          isAutomatic: false,
          amount: command.amount,
          fee: 0n,
          tax: 0n,
          bonus: command.bonus ?? 0n,
          bonusMs: command.bonusHours === null ? null : command.bonusHours * HOUR_MS,
          refunded: 0n,
          taken: { amount: 0n, bonus: 0n },
          isOrdered: false,
        })
        return ["ok", codeOf(answer)]
      }
      case "begin": {
        const id = this.#id("top")
        const { amount, fee, tax } = command
        const expiresAt = host.now + command.bonusHours * HOUR_MS
        const answer = host.begin(id, amount, { fee, tax, bonus: { amount: command.bonus, expiresAt } })
        if (model.status !== "active") return [refuse("wallet_not_active"), codeOf(answer)]
        model.due()
        model.topUps.set(id, {
          status: "pending",
          isAutomatic: false,
          amount,
          fee,
          tax,
          bonus: command.bonus,
          bonusMs: command.bonusHours * HOUR_MS,
          refunded: 0n,
          taken: { amount: 0n, bonus: 0n },
          isOrdered: false,
        })
        return ["ok", codeOf(answer)]
      }
      case "order": {
        const id = this.#nth(model.topUps.keys(), command.which) ?? "none"
        const answer = codeOf(host.order(id, { price: { fee: 3n, tax: 2n } }))
        const topUp = model.topUps.get(id)
        if (topUp === undefined) return [refuse("not_found"), answer]
        if (topUp.isOrdered) return this.#unchanged("ok", answer)
        const isWithdrawn = topUp.isAutomatic && (model.status !== "active" || !model.recharge!.enabled)
        if (topUp.status !== "pending" || isWithdrawn) return [refuse("not_wanted"), answer]
        model.due()
        Object.assign(topUp, { isOrdered: true, fee: 3n, tax: 2n })
        return ["ok", answer]
      }
      case "complete": {
        const id = this.#nth(model.topUps.keys(), command.which) ?? "none"
        const topUp = model.topUps.get(id)
        const isOver = topUp?.status === "succeeded" || topUp?.status === "refunded"
        const total = topUp === undefined ? 0n : topUp.amount + topUp.fee + topUp.tax
        const answer = codeOf(host.complete(id, command.short ? total - 1n : total))
        if (topUp === undefined) return [refuse("not_found"), answer]
        if (isOver) return this.#unchanged("ok", answer)
        if (command.short) return [refuse("paid_amount_differs"), answer]
        model.due()
        model.complete(id)
        return ["ok", answer]
      }
      case "fail": {
        const id = this.#nth(model.topUps.keys(), command.which) ?? "none"
        const topUp = model.topUps.get(id)
        const answer = codeOf(host.fail(id, "declined", command.withdrawn, command.lacks ?? undefined))
        if (topUp === undefined) return [refuse("not_found"), answer]
        if (topUp.status !== "pending") return this.#unchanged("ok", answer)
        model.due()
        model.fail(id, command.withdrawn, command.lacks)
        return ["ok", answer]
      }
      case "recharge": {
        const { enabled, threshold, amount, limit, maxFailures, waitsFor, emergency, agreed } = command
        const consent = { textId: "urgent.1", locale: "en", acceptedBy: "Asha", basis: "explicit" as const }
        const terms = emergency && { ...emergency, ...(agreed ? { consent } : {}) }
        const answer = codeOf(
          host.setRecharge({
            enabled,
            threshold,
            amount,
            monthlyLimit: limit,
            ...(maxFailures === null ? {} : { maxFailures }),
            ...(waitsFor === null ? {} : { waitsFor }),
            ...(terms === undefined ? {} : { emergency: terms }),
          }),
        )
        if (enabled && model.status !== "active") return [refuse("wallet_not_active"), answer]
        const settings = { enabled, threshold, amount, limit, maxFailures }
        const isSet = model.setRecharge(settings, emergency, { isAgreed: agreed, waitsFor })
        return [isSet ? "ok" : refuse("consent_required"), answer]
      }
      case "refund": {
        const id = this.#nth(model.topUps.keys(), command.which) ?? "none"
        const answer = host.refund(id, command.amount ?? undefined)
        model.due()
        const refunded = model.refund(id, command.amount ?? undefined)
        if (typeof refunded === "bigint") {
          const { refunded: told } = model.topUps.get(id)!
          return [told, answer.ok ? answer.value.refunded : answer.refusal]
        }
        const refusal =
          refunded === "not_found" ? { code: refunded } : { code: "not_refundable", ...refunded }
        return [refuse(refusal), answer.ok ? "ok" : answer.refusal]
      }
      case "adjust": {
        const id = this.#id("adj")
        host.adjust(id, command.amount)
        model.due()
        if (command.amount > 0n) model.credit(`${id}:paid`, "paid", command.amount, null)
        else model.spend(null, -command.amount)
        return [null, null]
      }
      case "allot": {
        const answer = host.allot(...command.parts)
        model.due()
        return model.allot([...command.parts])
          ? ["ok", codeOf(answer)]
          : [refuse("insufficient_funds"), codeOf(answer)]
      }
      case "allotNumber": {
        const { senderId, amount, mayUseShared } = command
        const answer = host.allotNumber({
          senderId,
          ...(amount === undefined ? {} : { amount }),
          ...(mayUseShared === undefined ? {} : { mayUseShared }),
        })
        model.due()
        return model.allotNumber(senderId, amount, mayUseShared)
          ? ["ok", codeOf(answer)]
          : [refuse("insufficient_funds"), codeOf(answer)]
      }
      case "overdraft":
        model.due()
        model.overdraft = command.amount
        return ["ok", codeOf(host.update({ overdraftLimit: command.amount }))]
      case "status": {
        const answer = host.update({ status: command.status })
        model.due()
        const hasOpenHold = [...model.holds.values()].some(({ state }) => state === "open")
        if (command.status === "closed" && (model.balance < 0n || hasOpenHold)) {
          return [refuse("wallet_not_empty"), codeOf(answer)]
        }
        model.status = command.status
        return ["ok", codeOf(answer)]
      }
      case "authorize": {
        const id = this.#id("hld")
        const senderId = SENDER_IDS[command.sender]!
        const wanted = command.lines.map(({ category, count, message }) => ({
          category: CATEGORIES[category]!,
          count,
          messageId: message === null ? "" : `m${message}`,
        }))
        const messages = wanted.map(({ messageId, ...one }) => ({
          ...one,
          to: "919876543210",
          ...(messageId === "" ? {} : { messageId }),
        }))
        const answer = host.authorize(id, messages, { senderId, seconds: command.hours * 3_600 })
        if (model.status !== "active") return [refuse("wallet_not_active"), codeOf(answer)]
        model.due()
        const hold = model.authorize(id, senderId, wanted, host.now + command.hours * HOUR_MS)
        if ("required" in hold) {
          return [refuse({ code: "insufficient_funds", ...hold }), answer.ok ? "ok" : answer.refusal]
        }
        return [hold.heldOwn + hold.heldShared, answer.ok ? answer.value.held : answer.refusal]
      }
      case "release": {
        const id = this.#nth(model.holds.keys(), command.which)
        if (id === undefined) return this.#unchanged(null, null)
        model.due()
        model.release(id)
        const answer = host.release(id)
        return [model.holds.get(id)!.state, answer.ok ? answer.value.state : answer.refusal]
      }
      case "settle": {
        const events = command.events.map(({ message, kind, hold }) => this.#event(message, kind, hold))
        this.#told.push(...events)
        const found = host.settle(...events).charged
        return [this.#settle(events), found]
      }
      case "again": {
        const events = command.which.flatMap((which) => this.#nth(this.#told, which) ?? [])
        if (events.length === 0) return this.#unchanged(null, null)
        const { charges } = host.rows
        const before = charges.length
        const statuses = host.settle(...events).results.map(({ status }) => status)
        return [
          [before, events.map(() => "duplicate"), this.#settle(events)],
          [charges.length, statuses, 0n],
        ]
      }
    }
  }

  /** The engine found nothing to do, and did not even do what was due. */
  #unchanged(expected: unknown, found: unknown): [expected: unknown, found: unknown] {
    this.#isDone = false
    return [expected, found]
  }

  #settle(events: readonly UsageEvent[]): Micros {
    this.model.due()
    const bySender = new Map<string, Micros>()
    for (const { senderId, messageIds, category, kind, authorizationId } of events) {
      const charged = this.model.event(senderId, messageIds[0]!, category!, kind as "sent", authorizationId)
      bySender.set(senderId, (bySender.get(senderId) ?? 0n) + charged)
    }
    let total = 0n
    for (const [senderId, amount] of bySender) {
      this.model.spend(senderId, amount)
      total += amount
    }
    return total
  }

  #event(message: number, kind: UsageEvent["kind"], hold: number | null): UsageEvent {
    const authorizationId = hold === null ? undefined : this.#nth(this.model.holds.keys(), hold)
    return buildEvent({
      messageIds: [`m${message}`],
      senderId: SENDER_IDS[message % SENDER_IDS.length]!,
      category: CATEGORIES[(message >> 1) % CATEGORIES.length]!,
      kind,
      occurredAt: this.host.now,
      ...(authorizationId === undefined ? {} : { authorizationId }),
    })
  }

  #expectedRows(): unknown {
    const { model } = this
    return {
      balance: model.balance,
      held: model.totalHeld,
      status: model.status,
      accounts: nonZero([
        ...[...model.available].map(([part, amount]) => [keyOf("customer:available", part), amount] as const),
        ...[...model.held].map(([part, amount]) => [keyOf("customer:held", part), amount] as const),
      ]),
      grants: nonZero(model.grants.map(({ id, remaining }) => [id, remaining] as const)),
      holds: [...model.holds.values()].map(({ id, state, heldOwn, heldShared }) => [
        id,
        state,
        heldOwn,
        heldShared,
      ]),
      topUps: [...model.topUps].map(([id, { status, bonus, fee, tax, refunded, isOrdered }]) => [
        id,
        status,
        bonus,
        fee,
        tax,
        refunded,
        isOrdered,
      ]),
      recharge: model.recharge,
      free: nonZero(SENDER_IDS.map((id) => [id, BigInt(model.used.get(id) ?? 0)] as const)),
      reserved: nonZero(SENDER_IDS.map((id) => [id, BigInt(model.reservedBy(id))] as const)),
    }
  }

  #foundRows(): unknown {
    const { rows, wallet } = this.host
    const counters = [...rows.counters.values()].map((one) => ({ ...one, sender: one.key.split("@")[1]! }))
    return {
      balance: wallet.balance,
      held: wallet.held,
      status: wallet.status,
      accounts: nonZero([...rows.accounts].filter(([key]) => key.startsWith("customer:"))),
      grants: nonZero([...rows.grants.values()].map(({ id, remaining }) => [id, remaining] as const)),
      holds: [...rows.holds.values()].map(({ id, state, heldOwn, heldShared }) => [
        id,
        state,
        heldOwn,
        heldShared,
      ]),
      topUps: [...rows.topUps.values()].map(({ id, status, bonus, fee, tax, refunded, provider }) => [
        id,
        status,
        bonus,
        fee,
        tax,
        refunded,
        provider !== "",
      ]),
      recharge: rechargeOf(wallet),
      free: nonZero(counters.map(({ sender, used }) => [sender, BigInt(used)] as const)),
      reserved: nonZero(counters.map(({ sender, reserved }) => [sender, BigInt(reserved)] as const)),
    }
  }

  #id(prefix: string): string {
    this.#made += 1
    return `${prefix}_${String(this.#made).padStart(4, "0")}`
  }

  #nth<T>(all: Iterable<T>, which: number): T | undefined {
    const list = [...all]
    return list.length === 0 ? undefined : list[which % list.length]
  }
}

/** As the model has it. */
function rechargeOf({ recharge }: Wallet): ModelRecharge | null {
  if (recharge === null) return null
  const { enabled, threshold, amount, monthlyLimit, pendingId, failures, pausedUntil, credited } = recharge
  const { maxFailures, isAwaitingMethod, consent, emergency, emergencyConsent, emergencyUse } = recharge
  return {
    enabled,
    threshold,
    amount,
    limit: monthlyLimit,
    pending: pendingId,
    credited,
    failures,
    pausedUntil,
    maxFailures,
    isAwaiting: isAwaitingMethod,
    agreed: consent && {
      amount: consent.amount,
      threshold: consent.threshold,
      limit: consent.monthlyLimit,
    },
    emergency,
    emergencyAgreed: emergencyConsent && {
      amount: emergencyConsent.amount,
      below: emergencyConsent.threshold,
      perMonth: emergencyConsent.perMonth,
    },
    emergencyUsed: emergencyUse.isUsed,
    emergencyDay: emergencyUse.day,
    emergencies: emergencyUse.count,
  }
}

function codeOf(answer: { readonly ok: boolean; readonly refusal?: { readonly code: string } }): string {
  return answer.ok ? "ok" : answer.refusal!.code
}

function keyOf(account: "customer:available" | "customer:held", part: string): string {
  return accountKey(account, part === "" ? undefined : part)
}

function nonZero(rows: readonly (readonly [string, Micros])[]): unknown {
  return rows.filter(([, amount]) => amount !== 0n).sort(([a], [b]) => (a < b ? -1 : 1))
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}` : part))
}
