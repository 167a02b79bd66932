import type { Decision, Names, WalletState } from "@tollgate/engine"
import type { WalletHost } from "@tollgate/engine/testing"
import { verifyWallet } from "../../verify/verify-wallet.ts"
import { changesOf } from "../conformance-rows.ts"
import type { WalletStore } from "../wallet-store.ts"
import type { Life, Step } from "./lives.ts"

/** What the engine in memory was asked for one decision, what it answered, and the wallet's row after it. */
interface Asked {
  readonly names: Names
  readonly decide: (state: WalletState) => Decision<unknown>
  readonly answer: string
  readonly wallet: string
}

/**
 * A wallet of the engine in memory, and stores that do the same decision by decision. All of them must give the same
 * answers and rows (INV-12). It throws where they differ, so that it also runs outside tests.
 */
export class WalletInStep {
  readonly #host: WalletHost
  readonly #asked: Asked[] = []
  readonly #opened

  constructor(host: WalletHost) {
    this.#host = host
    const { rows } = host
    this.#opened = changesOf({
      wallet: rows.wallet,
      entries: [...rows.entries],
      accounts: [...rows.accounts],
    })
    const execute = rows.execute.bind(rows)
    rows.execute = (names, decide) => {
      const answer = execute(names, decide)
      this.#asked.push({ names, decide, answer: textOf(answer), wallet: textOf(rows.wallet) })
      return answer
    }
  }

  async open(store: WalletStore): Promise<void> {
    await store.open(this.#host.wallet.id, () => ({
      answer: { status: 201, body: null },
      changes: this.#opened,
    }))
  }

  /** @returns a line a decision: the answer, and the wallet's row with its balance and its journal's head, as the store has them */
  async run(store: WalletStore, steps: readonly Step[]): Promise<string[]> {
    const lines: string[] = []
    for (const step of steps) {
      step.run()
      for (const { names, decide, answer, wallet } of this.#asked.splice(0)) {
        const found = textOf(await this.#ask(store, names, decide))
        same(`the answer to ${step.name}`, found, answer)
        const row = textOf(await store.wallet(this.#host.wallet.id))
        same(`the wallet after ${step.name}`, row, wallet)
        lines.push(`${step.name} ${found} ${row}`)
      }
    }
    return lines
  }

  /** Derives the store's books again from its journal. */
  async verify(store: WalletStore): Promise<void> {
    const { wallet, now } = this.#host
    const { findings } = await verifyWallet(store, wallet.id, [], now)
    same("verification", textOf(findings), "[]")
  }

  async #ask(
    store: WalletStore,
    names: Names,
    decide: (state: WalletState) => Decision<unknown>,
  ): Promise<unknown> {
    let answer: unknown
    await store.execute(this.#host.wallet.id, {
      names: () => names,
      decide: (state) => {
        const decision = decide(state)
        if ("more" in decision) return decision
        answer = decision.answer
        return { ...decision, answer: { status: 200, body: null } }
      },
    })
    return answer
  }
}

/** A store's lines of one life of a wallet, from its opening to its verification. */
export async function runLife(store: WalletStore, { host, steps }: Life): Promise<string[]> {
  const wallet = new WalletInStep(host)
  await wallet.open(store)
  const lines = await wallet.run(store, steps)
  await wallet.verify(store)
  return lines
}

function same(what: string, found: string, expected: string): void {
  if (found !== expected) throw new Error(`${what}: found ${found}, expected ${expected}`)
}

/** JSON with keys in order; bigints, maps and sets as what they hold. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => {
    if (typeof one === "bigint") return `${one}n`
    if (one instanceof Map || one instanceof Set) return [...one]
    if (typeof one !== "object" || one === null || Array.isArray(one)) return one
    return Object.fromEntries(Object.entries(one).sort(([left], [right]) => (left < right ? -1 : 1)))
  })
}
