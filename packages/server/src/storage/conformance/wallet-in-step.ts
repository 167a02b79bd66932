import type { Decision, Names, WalletState } from "@tollgate/engine"
import { Auditor, walletCommands, type WalletCommand } from "@tollgate/engine/testing"
import fc from "fast-check"
import { verifyWallet } from "../../verify/verify-wallet.ts"
import { changesOf } from "../conformance-rows.ts"
import type { WalletStore } from "../wallet-store.ts"

/** What the engine in memory was asked for one decision, what it answered, and the wallet's row after it. */
interface Asked {
  readonly names: Names
  readonly decide: (state: WalletState) => Decision<unknown>
  readonly answer: string
  readonly wallet: string
}

/**
 * A wallet of the engine in memory with the auditor's model beside it, and stores that do the same decision by decision.
 * All of them must give the same answers and rows (INV-12). It throws where they differ, so that it also runs outside tests.
 */
export class WalletInStep {
  readonly #auditor = new Auditor()
  readonly #asked: Asked[] = []
  readonly #opened

  constructor() {
    const { rows } = this.#auditor.host
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

  get walletId(): string {
    return this.#auditor.host.wallet.id
  }

  async open(store: WalletStore): Promise<void> {
    await store.open(this.walletId, () => ({
      answer: { status: 201, body: null },
      changes: this.#opened,
    }))
  }

  /** @returns a line a decision: the answer, and the wallet's row with its balance and its journal's head, as the store has them */
  async run(store: WalletStore, commands: readonly WalletCommand[]): Promise<string[]> {
    const lines: string[] = []
    for (const command of commands) {
      same("the model", this.#auditor.run(command).join("; "), "")
      for (const { names, decide, answer, wallet } of this.#asked.splice(0)) {
        const found = textOf(await this.#ask(store, names, decide))
        same(`the answer to ${command.do}`, found, answer)
        const row = textOf(await store.wallet(this.walletId))
        same(`the wallet after ${command.do}`, row, wallet)
        lines.push(`${command.do} ${found} ${row}`)
      }
    }
    return lines
  }

  /** Derives the store's books again from its journal. */
  async verify(store: WalletStore): Promise<void> {
    const { findings } = await verifyWallet(store, this.walletId, [], this.#auditor.host.now)
    same("verification", textOf(findings), "[]")
  }

  async #ask(
    store: WalletStore,
    names: Names,
    decide: (state: WalletState) => Decision<unknown>,
  ): Promise<unknown> {
    let answer: unknown
    await store.execute(this.walletId, {
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
export async function runCommands(store: WalletStore, commands: readonly WalletCommand[]): Promise<string[]> {
  const wallet = new WalletInStep()
  await wallet.open(store)
  const lines = await wallet.run(store, commands)
  await wallet.verify(store)
  return lines
}

/** Lives of wallets, the same for a seed wherever they are drawn. */
export function drawLives(seed: number, lives: number): WalletCommand[][] {
  return fc.sample(walletCommands, { seed, numRuns: lives })
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
