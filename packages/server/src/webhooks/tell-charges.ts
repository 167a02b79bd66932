import { formatAmount, type Charge } from "@tollgate/engine"
import { formatInstant } from "../schemas/common.ts"
import type { EventData } from "../schemas/webhook-event.ts"
import { firstFollowed } from "./first-followed.ts"
import type { FollowDeps, Followed, Following } from "./follow-journals.ts"
import { tellEndpoints } from "./tell-endpoints.ts"

/** Of a wallet in one look, so that one that has much to tell holds up no other. */
const CHARGES_AT_ONCE = 500
/** A delivery is then some 50 kB. */
export const CHARGES_PER_DELIVERY_MAX = 100

/** `charge.created`: the charges of one entry, in parts where they are many. Rule HOOK-4. */
export async function tellCharges(deps: FollowDeps, following: Following): Promise<Followed | undefined> {
  const { place, wallet, ownerId } = following
  const told = await lastTold(deps, following)
  if (told === undefined || told >= wallet.lastCharge) return undefined
  const charges = await deps.wallets.charges(wallet.id, { afterNumber: told, limit: CHARGES_AT_ONCE })
  for (const [, ofEntry] of Map.groupBy(charges, ({ sequence }) => sequence)) {
    for (let from = 0; from < ofEntry.length; from += CHARGES_PER_DELIVERY_MAX) {
      const part = ofEntry.slice(from, from + CHARGES_PER_DELIVERY_MAX)
      const [first] = part
      await tellEndpoints(deps, place, {
        type: "charge.created",
        source: `${wallet.id}:charge:${first!.number}`,
        at: first!.postedAt,
        ownerId,
        data: () => ({
          currency: wallet.currency,
          sequence: first!.sequence,
          charges: part.map(formatCharge),
        }),
      })
    }
  }
  const last = charges.at(-1)
  return last === undefined ? undefined : { number: last.number, isMore: charges.length === CHARGES_AT_ONCE }
}

async function lastTold(deps: FollowDeps, following: Following): Promise<number | undefined> {
  const { wallet, cursor } = following
  if (cursor !== undefined) return cursor.number
  const fromSequence = await firstFollowed(deps, following)
  if (fromSequence === undefined) return undefined
  const range = { fromSequence, toSequence: wallet.sequence, limit: 1 }
  const [first] = await deps.wallets.charges(wallet.id, range)
  return first === undefined ? undefined : first.number - 1
}

function formatCharge(charge: Charge): EventData<"charge.created">["charges"][number] {
  const { number, messageId, senderId, trigger, channel, instant, postedAt } = charge
  return {
    number,
    messageId,
    senderId,
    trigger,
    occurredAt: formatInstant(instant),
    postedAt: formatInstant(postedAt),
    category: charge.category || null,
    type: charge.type || null,
    channel,
    market: charge.market || null,
    amount: formatAmount(BigInt(charge.whatsappFee) + BigInt(charge.otherFees)),
    fees: charge.fees.map(({ group, label, amount }) => ({
      group,
      label,
      amount: formatAmount(BigInt(amount)),
    })),
  }
}
