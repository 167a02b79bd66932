import { z } from "zod"
import { WebhookRefusedError } from "./post-webhook.ts"
import type { TrafficSender } from "./traffic-event.ts"

export interface NamedSender extends TrafficSender {
  /** Of its wallet, where that is known. */
  readonly currency?: string
}

const SENDERS_MAX = 1_000
const SENDER = /^([A-Za-z0-9_.:-]{1,64})(?:=([A-Za-z0-9-]{1,64}))?$/
const ASK_TIMEOUT_MS = 10_000
/** Where only an id is known; no reader asks for more. */
const PHONE_NUMBER = "15550783881"

/** `id,id=gupshupAppId`; undefined for anything else, and for nothing. */
export function parseSenders(list: string): readonly NamedSender[] | undefined {
  const parts = list.split(",").map((part) => SENDER.exec(part.trim()))
  const senders: NamedSender[] = []
  for (const part of parts) {
    if (part === null) return undefined
    const [, id = "", gupshupAppId] = part
    senders.push({ id, phoneNumber: PHONE_NUMBER, ...(gupshupAppId === undefined ? {} : { gupshupAppId }) })
  }
  return senders.length > SENDERS_MAX ? undefined : senders
}

const State = z.object({
  wallets: z.array(
    z.object({
      summary: z.object({ wallet: z.object({ currency: z.string(), spendable: z.string() }) }),
      senders: z.array(
        z.object({ id: z.string(), phoneNumber: z.string(), gupshupAppId: z.string().nullable() }),
      ),
    }),
  ),
})

/** The senders of a demo that runs at this address; rejects with what to do where none does. Rule SIM-10. */
export async function discoverSenders(url: string): Promise<readonly NamedSender[]> {
  const response = await fetch(`${url}/demo/state`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) }).catch(
    () => {
      throw new WebhookRefusedError(
        `Nothing answers at ${url}. Start the demo with npm start, or name another server with --url.`,
      )
    },
  )
  const state = State.safeParse(response.ok ? await response.json().catch(() => undefined) : undefined)
  // Nobody who asks before a send would let one without money send.
  const able = (state.data?.wallets ?? []).filter(({ summary }) => Number(summary.wallet.spendable) > 0)
  const senders = able.flatMap((wallet) =>
    wallet.senders.map(({ gupshupAppId, ...sender }) => ({
      ...sender,
      ...(gupshupAppId === null ? {} : { gupshupAppId }),
      currency: wallet.summary.wallet.currency,
    })),
  )
  if (senders.length > 0) return senders
  throw new WebhookRefusedError(
    `The server at ${url} is not a demo that runs on this machine: name its numbers with --senders.`,
  )
}
