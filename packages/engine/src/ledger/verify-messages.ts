import type { Charge } from "../pricing/charge.ts"
import { FLAG, type MessageRecord } from "../wallet/state.ts"
import type { Findings } from "./finding.ts"

/** Holds a store's message records against their charges. Rule LED-8. */
export class MessageCheck {
  /** Records that turned out to be another's message: their charges stand in that one. */
  readonly #merged = new Set<string>()
  /** Charges under another id than the record's own, by that id. */
  readonly #foreign = new Map<string, { readonly number: number; readonly messageId: string }>()

  /**
   * One record, in any order.
   *
   * @param charges - those of its numbers that are there
   */
  add(findings: Findings, message: MessageRecord, charges: readonly Charge[]): void {
    const { messageId, recipientRef, flags } = message
    if ((flags & FLAG.merged) !== 0) this.#merged.add(keyOf(messageId, recipientRef))
    const place = { which: messageId }
    const numbers = charges.map(({ number }) => number)
    findings.compare("message", message.charges.join(","), numbers.join(","), place)
    const amount = charges.reduce((sum, { whatsappFee, otherFees }) => sum + whatsappFee + otherFees, 0)
    findings.compare("message", amount, message.amount, place)
    for (const charge of charges) {
      const isHandled = (flags & FLAG[charge.trigger]) !== 0
      findings.compare(
        "message",
        `${charge.trigger} handled`,
        isHandled ? `${charge.trigger} handled` : "not",
        place,
      )
      findings.compare("message", recipientRef, charge.recipientRef, place)
      if (charge.messageId === messageId) continue
      this.#foreign.set(keyOf(charge.messageId, recipientRef), { number: charge.number, messageId })
    }
  }

  /** Charges of other messages that no record gave away. */
  finish(findings: Findings): void {
    for (const [key, { number, messageId }] of this.#foreign) {
      if (!this.#merged.has(key)) {
        findings.compare("message", "its own charges", `charge ${number}`, { which: messageId })
      }
    }
  }
}

function keyOf(messageId: string, recipientRef: string): string {
  return `${messageId}|${recipientRef}`
}
