import { describe } from "vitest"
import { archivingTests } from "./archiving.ts"
import { faultTests } from "./faults.ts"
import type { MakeArchiveHost } from "./host.ts"
import { sameAnswerTests } from "./same-answers.ts"

export type { ArchiveHost, MakeArchiveHost } from "./host.ts"

/**
 * The tests of archiving, on any SQLite host and any archive.
 *
 * @param options.runs - how many random histories are told and read
 */
export function describeArchive(
  name: string,
  makeHost: MakeArchiveHost,
  { runs }: { readonly runs: number },
): void {
  describe(`archive: ${name}`, () => {
    archivingTests(makeHost)
    sameAnswerTests(makeHost, runs)
    faultTests(makeHost)
  })
}
