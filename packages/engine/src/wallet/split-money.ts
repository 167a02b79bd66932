import type { Micros } from "../money/micros.ts"
import { divideHalfEven } from "../money/round.ts"
import { addParts, disputedParts, moneyOf, refundedParts } from "./given-back.ts"
import type { PaidParts, TopUp } from "./top-up.ts"

/**
 * The parts of a refund of `amount` of credit: tax in proportion to the price that has been given back with it, and the fee
 * in proportion to the credit where it is given back at all. What is rounded is made up by the last refund. Rule REFUND-3.
 *
 * @param smallest - what fee and tax are rounded to: the smallest amount that can be paid
 */
export function splitCredit(
  topUp: TopUp,
  { amount, smallest, refundsFee }: { amount: Micros; smallest: Micros; refundsFee: boolean },
): PaidParts {
  const given = addParts(refundedParts(topUp, "pending"), disputedParts(topUp))
  const fee = refundsFee
    ? share(topUp.fee, { given: given.fee, part: given.amount + amount, of: topUp.amount, smallest })
    : 0n
  const price = { part: given.amount + given.fee + amount + fee, of: topUp.amount + topUp.fee, smallest }
  const tax = share(topUp.tax, { given: given.tax, ...price })
  const taxIncluded = share(topUp.taxIncluded, { given: given.taxIncluded, ...price })
  return { amount, fee, tax, taxIncluded }
}

/**
 * The parts of money that is gone by another's will: tax in proportion, then credit, and the fee last. What is more than
 * there was to give back is credit too: the customer has it twice. Rule REFUND-9.
 */
export function splitMoney(topUp: TopUp, money: Micros, smallest: Micros): PaidParts {
  const given = givenBefore(topUp, money)
  const left = {
    amount: atLeastZero(topUp.amount - given.amount),
    fee: atLeastZero(topUp.fee - given.fee),
    tax: atLeastZero(topUp.tax - given.tax),
  }
  const whole = { part: moneyOf(given) + money, of: moneyOf(topUp), smallest }
  const isAll = money >= moneyOf(left)
  const proportional = isAll ? left.tax : least(money, share(topUp.tax, { given: given.tax, ...whole }))
  const credit = isAll ? money - left.fee - left.tax : least(money - proportional, left.amount)
  const fee = least(money - proportional - credit, left.fee)
  const tax = money - credit - fee
  const price = {
    part: given.amount + given.fee + credit + fee,
    of: topUp.amount + topUp.fee,
    smallest,
  }
  const taxIncluded = share(topUp.taxIncluded, { given: given.taxIncluded, ...price })
  return { amount: credit, fee, tax, taxIncluded }
}

/** Whether parts are still there to be given back: not so where refunds that were told meanwhile took other parts. */
export function areLeft(topUp: TopUp, parts: PaidParts): boolean {
  const all = addParts(addParts(refundedParts(topUp), disputedParts(topUp)), parts)
  return (["amount", "fee", "tax", "taxIncluded"] as const).every((part) => all[part] <= topUp[part])
}

/** What is gone, and what waits to go, unless the money that went is more than that leaves: then what waits will fail. */
function givenBefore(topUp: TopUp, money: Micros): PaidParts {
  const disputed = disputedParts(topUp)
  const all = addParts(refundedParts(topUp, "pending"), disputed)
  return moneyOf(all) + money <= moneyOf(topUp) ? all : addParts(refundedParts(topUp), disputed)
}

/** What is due of `whole` once `part` of `of` was given back, less what was given already. */
function share(
  whole: Micros,
  { given, part, of, smallest }: { given: Micros; part: Micros; of: Micros; smallest: Micros },
): Micros {
  if (whole === 0n) return 0n
  const due = part >= of ? whole : divideHalfEven(whole * part, of * smallest) * smallest
  return atLeastZero(least(due, whole) - given)
}

function least(a: Micros, b: Micros): Micros {
  return a < b ? a : b
}

function atLeastZero(amount: Micros): Micros {
  return amount < 0n ? 0n : amount
}
