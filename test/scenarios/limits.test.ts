import { expect, it } from "vitest"
import { openHost } from "../support/host.ts"
import { minus, readBooks } from "../support/books.ts"
import { postEvents } from "../support/events.ts"
import { expectSound } from "../support/sound.ts"
import { makeTenant } from "../support/tenant.ts"

const LARGEST = "9000000000"
/** In micros, this many of them stay below what 64 bits hold. */
const FIT = 1_000

it("[MON-1] amounts at the limit stay exact up to the largest balance, and past it credit is refused", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "largest")
  const { operator, wallet } = tenant
  const credit = { amount: LARGEST, method: "manual" }
  for (let count = 0; count < FIT; count++) await operator.must(operator.post(`${wallet}/top-ups`, credit))
  for (const [path, body] of [
    ["top-ups", credit],
    ["top-ups", { ...credit, amount: "0.000001" }],
    ["adjustments", { amount: "0.000001", reason: "one micro more" }],
  ] as const) {
    const refused = await operator.post(`${wallet}/${path}`, body)
    expect([path, refused.status, refused.body.code]).toEqual([path, 422, "unprocessable"])
  }
  await postEvents(tenant, [{ messageId: "m", at: host.now, category: "marketing" }])
  const books = await readBooks(tenant)
  expect(books.wallet.balance).toBe(minus("9000000000000", "0.013508"))
  await expectSound(host, tenant)
})
