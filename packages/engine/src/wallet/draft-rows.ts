import type {
  Changes,
  ContactWindow,
  MessageAlias,
  MessageRecord,
  SuspendedEvent,
  WalletState,
} from "./state.ts"
import type { TopUp } from "./top-up.ts"
import { windowKey } from "./state.ts"

/** The rows of a draft that the journal does not hash: a row put is what the next look-up finds. */
export class DraftRows {
  readonly #state: WalletState
  readonly #holdsByMessage: [string, string][] = []
  readonly #messages = new Map<string, MessageRecord>()
  readonly #aliases = new Map<string, MessageAlias>()
  readonly #windows = new Map<string, ContactWindow>()
  readonly #suspendedPut = new Map<string, SuspendedEvent>()
  readonly #suspendedDrop = new Set<string>()
  readonly #topUps = new Map<string, TopUp>()

  constructor(state: WalletState) {
    this.#state = state
  }

  bindMessage(messageId: string, holdId: string): void {
    this.#holdsByMessage.push([messageId, holdId])
  }

  holdIdOfMessage(messageId: string): string | undefined {
    return (
      this.#holdsByMessage.find(([bound]) => bound === messageId)?.[1] ??
      this.#state.holdsByMessage.get(messageId)
    )
  }

  putMessage(message: MessageRecord): void {
    this.#messages.set(`${message.messageId}|${message.recipientRef}`, message)
  }

  message(messageId: string, recipientRef: string, hash: number): MessageRecord | undefined {
    return (
      this.#messages.get(`${messageId}|${recipientRef}`) ??
      this.#state.messages
        .get(hash)
        ?.find((one) => one.messageId === messageId && one.recipientRef === recipientRef)
    )
  }

  putAlias(alias: MessageAlias): void {
    this.#aliases.set(`${alias.aliasId}|${alias.recipientRef}`, alias)
  }

  alias(aliasId: string, recipientRef: string, hash: number): MessageAlias | undefined {
    return (
      this.#aliases.get(`${aliasId}|${recipientRef}`) ??
      this.#state.aliases
        .get(hash)
        ?.find((one) => one.aliasId === aliasId && one.recipientRef === recipientRef)
    )
  }

  window(senderId: string, recipientRef: string): ContactWindow | undefined {
    const key = windowKey(senderId, recipientRef)
    return this.#windows.get(key) ?? this.#state.windows.get(key)
  }

  putWindow(window: ContactWindow): void {
    this.#windows.set(windowKey(window.senderId, window.recipientRef), window)
  }

  suspended(key: string): SuspendedEvent | undefined {
    if (this.#suspendedDrop.has(key)) return undefined
    return this.#suspendedPut.get(key) ?? this.#state.suspended.find((one) => one.key === key)
  }

  /** Suspended events of one message that are still waiting, in order of receipt, then of key. */
  suspendedOf(hash: number, keyPrefix: string): SuspendedEvent[] {
    const found = this.#state.suspended.filter(
      (one) => one.hash === hash && one.key.startsWith(keyPrefix) && !this.#suspendedPut.has(one.key),
    )
    for (const one of this.#suspendedPut.values()) if (one.key.startsWith(keyPrefix)) found.push(one)
    // Those of this command and those of earlier ones in one order: how events were batched must not matter.
    return found
      .filter((one) => !this.#suspendedDrop.has(one.key))
      .sort((a, b) => a.receivedAt - b.receivedAt || (a.key < b.key ? -1 : 1))
  }

  suspend(event: SuspendedEvent): void {
    this.#suspendedDrop.delete(event.key)
    this.#suspendedPut.set(event.key, event)
  }

  unsuspend(key: string): void {
    this.#suspendedPut.delete(key)
    this.#suspendedDrop.add(key)
  }

  /** Take a suspended event out of suspense, and off its message's count, to handle it again. */
  release(waiting: SuspendedEvent, recipientRef: string): void {
    this.unsuspend(waiting.key)
    const canonicalId = waiting.key.slice(0, waiting.key.indexOf(`|${recipientRef}|`))
    const message = this.message(canonicalId, recipientRef, waiting.hash)
    if (message !== undefined && message.suspended > 0) {
      this.putMessage({ ...message, suspended: message.suspended - 1 })
    }
  }

  putTopUp(topUp: TopUp): void {
    this.#topUps.set(topUp.id, topUp)
  }

  topUp(id: string): TopUp | undefined {
    return this.#topUps.get(id) ?? this.#state.topUps.get(id)
  }

  changes(): Pick<
    Changes,
    "holdsByMessage" | "messages" | "aliases" | "windows" | "suspendedPut" | "suspendedDrop" | "topUps"
  > {
    return {
      holdsByMessage: this.#holdsByMessage,
      messages: [...this.#messages.values()],
      aliases: [...this.#aliases.values()],
      windows: [...this.#windows.values()],
      suspendedPut: [...this.#suspendedPut.values()],
      suspendedDrop: [...this.#suspendedDrop],
      topUps: [...this.#topUps.values()],
    }
  }
}
