import type { Charge } from "../pricing/charge.ts"
import type { Posting } from "./account.ts"
import { sha256Hex } from "./fingerprint.ts"
import type { JournalEntry } from "./journal-entry.ts"

/** The hash before the first entry. */
export const GENESIS_HASH: string = "0".repeat(64)
const FORMAT = "tollgate-entry-1"

/**
 * SHA-256 over the entry's canonical JSON array; SPEC.md writes down the encoding, so that anyone can recompute it.
 * Rules LED-3, LED-4.
 */
export function hashEntry(entry: Omit<JournalEntry, "hash" | "balanceAfter">): string {
  return sha256Hex(
    JSON.stringify([
      FORMAT,
      entry.walletId,
      entry.sequence,
      entry.previousHash,
      entry.at,
      entry.commandId,
      entry.kind,
      entry.postings.map(({ account, sender, amount }) => [account, sender ?? "", amount.toString()]),
      entry.chargesDigest,
      sha256Hex(entry.facts),
    ]),
  )
}

/** SHA-256 over the canonical lines of an entry's charges, each ended by a newline, in order of number. Rule LED-5. */
export function digestCharges(charges: readonly Charge[]): string {
  if (charges.length === 0) return NO_CHARGES_DIGEST
  return sha256Hex(charges.map(encodeCharge).join(""))
}

/** Most entries of holds and settings have none. */
const NO_CHARGES_DIGEST = sha256Hex("")

/** One charge as the digest reads it. The recipient's number is not in it: see `recipientRef`. */
export function encodeCharge(charge: Charge): string {
  return `${JSON.stringify([
    charge.number,
    charge.sequence,
    charge.messageId,
    charge.recipientRef,
    charge.senderId,
    charge.trigger,
    charge.instant,
    charge.postedAt,
    charge.direction,
    charge.category,
    charge.type,
    charge.channel,
    charge.mediaType,
    charge.market,
    charge.isGroup,
    charge.whatsappFee,
    charge.otherFees,
    charge.fees.map(({ rule, group, label, amount }) => [rule, group, label, amount]),
    charge.rateCard,
    charge.tierFrom,
    charge.planVersion,
    charge.reason,
    charge.counted,
    charge.isCorrection,
  ])}\n`
}

/** Postings in canonical order: one a (account, sender), sorted by code unit, no zeros. Rule LED-2. */
export function canonicalPostings(postings: Iterable<Posting>): Posting[] {
  return [...postings]
    .filter(({ amount }) => amount !== 0n)
    .sort((a, b) => compare(a.account, b.account) || compare(a.sender ?? "", b.sender ?? ""))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
