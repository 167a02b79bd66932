import fc from "fast-check"
import { expect, it } from "vitest"
import { Auditor } from "../testing/auditor.ts"
import { walletCommands } from "../testing/wallet-commands.ts"

const RUNS = 250
const TIMEOUT_MS = 60_000

it(
  "[LED-7] after any commands the engine and the model have the same rows, and the journal replays to them",
  () => {
    fc.assert(
      fc.property(walletCommands, (commands) => {
        const auditor = new Auditor()
        for (const command of commands) expect(auditor.run(command)).toEqual([])
        expect(auditor.verify()).toEqual([])
      }),
      { numRuns: RUNS },
    )
  },
  TIMEOUT_MS,
)
