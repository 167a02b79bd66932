import { describe } from "vitest"
import { commandTests } from "./conformance/commands.ts"
import type { MakeStoreHost } from "./conformance/host.ts"
import { ledgerTests } from "./conformance/ledger.ts"
import { liveCountTests } from "./conformance/live-counts.ts"
import { listTests } from "./conformance/lists.ts"
import { loadingTests } from "./conformance/loading.ts"
import { memoryTests } from "./conformance/memory.ts"
import { messageTests } from "./conformance/messages.ts"
import { rowTests } from "./conformance/rows.ts"
import { usageTests } from "./conformance/usage.ts"

export { describeEngine } from "./conformance/engine.ts"
export type { MakeStoreHost, StoreHost } from "./conformance/host.ts"

/**
 * The tests that make a store a wallet store, on any host. A store is supported where they pass on the runtime that
 * hosts it; they use rows made by hand and none of the engine's rules.
 */
export function describeWalletStore(name: string, makeHost: MakeStoreHost): void {
  describe(`wallet store: ${name}`, () => {
    commandTests(makeHost)
    rowTests(makeHost)
    loadingTests(makeHost)
    ledgerTests(makeHost)
    messageTests(makeHost)
    usageTests(makeHost)
    listTests(makeHost)
    liveCountTests(makeHost)
    memoryTests(makeHost)
  })
}
