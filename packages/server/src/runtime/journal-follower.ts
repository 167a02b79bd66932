import type { Deps } from "../deps.ts"
import { followJournals, isFollowed } from "../webhooks/follow-journals.ts"

/** A look at many wallets takes a while: it is then rested this many times as long, so that it takes a tenth of a core at most. */
const RESTS_TIMES = 9
/** In one turn, while there is more to tell: a wallet with much traffic is not told a page a second. */
const LOOKS_MAX = 20

/** Looks again and again for what events of volume tell; while nobody asks for them, at nothing. Rule HOOK-4. */
export class JournalFollower {
  readonly #deps: Deps
  #restsUntil = 0

  constructor(deps: Deps) {
    this.#deps = deps
  }

  async look(): Promise<void> {
    if (performance.now() < this.#restsUntil || !(await isFollowed(this.#deps))) return
    const alone = this.#deps.sweepAlone ?? ((_name: string, sweep: () => Promise<void>) => sweep())
    await alone("follow", () => this.#catchUp())
  }

  async #catchUp(): Promise<void> {
    const { stopping } = this.#deps
    for (let looks = 0; looks < LOOKS_MAX && !stopping.aborted; looks += 1) {
      const begun = performance.now()
      const isMore = await followJournals(this.#deps)
      const ended = performance.now()
      if (isMore) continue
      this.#restsUntil = ended + (ended - begun) * RESTS_TIMES
      return
    }
  }
}
