import { describe } from "vitest"
import { couponTests } from "./conformance/coupons.ts"
import { deliveryTests } from "./conformance/deliveries.ts"
import type { Hearing, MakeCatalogHost } from "./conformance/host.ts"
import { invoiceTests } from "./conformance/invoices.ts"
import { keepingTests } from "./conformance/keeping.ts"
import { memoryTests } from "./conformance/memory.ts"
import { raceTests } from "./conformance/races.ts"
import { recordTests } from "./conformance/records.ts"

export type { CatalogTestHost, MakeCatalogHost } from "./conformance/host.ts"

/** The tests that make a catalog one, on any host. */
export function describeCatalog(
  name: string,
  makeHost: MakeCatalogHost,
  hearing: Hearing,
  { hasQueue = true }: { readonly hasQueue?: boolean } = {},
): void {
  describe(`catalog: ${name}`, () => {
    recordTests(makeHost)
    keepingTests(makeHost)
    memoryTests(makeHost, hearing)
    raceTests(makeHost)
    couponTests(makeHost)
    invoiceTests(makeHost)
    deliveryTests(makeHost, hasQueue)
  })
}
