import type { Deps } from "../deps.ts"
import { followJournals, isFollowed } from "../webhooks/follow-journals.ts"

/** A look at many wallets takes a while: it is then rested this many times as long, so that it takes a tenth of a core at most. */
const RESTS_TIMES = 9

/** Looks again and again for what events of volume tell; while nobody asks for them, at nothing. Rule HOOK-4. */
export class JournalFollower {
  readonly #deps: Deps
  #restsUntil = 0

  constructor(deps: Deps) {
    this.#deps = deps
  }

  async look(): Promise<void> {
    const begun = performance.now()
    if (begun < this.#restsUntil || !(await isFollowed(this.#deps))) return
    const alone = this.#deps.sweepAlone ?? ((_name: string, sweep: () => Promise<void>) => sweep())
    let isMore = false
    await alone("follow", async () => {
      isMore = await followJournals(this.#deps)
    })
    const ended = performance.now()
    // Who is behind catches up.
    if (!isMore) this.#restsUntil = ended + (ended - begun) * RESTS_TIMES
  }
}
