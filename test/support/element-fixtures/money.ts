import type { Caller } from "../client.ts"
import type { Exchange } from "./make-fixtures.ts"

const FEE = { label: "Card fee", percent: "2.9", fixed: "0.3" }
const SETTINGS = {
  currencies: {
    USD: { minTopUp: "10", maxTopUp: "10000", presets: ["50", "100", "250"], fee: FEE },
    INR: { minTopUp: "500", maxTopUp: "500000", presets: ["1000", "5000", "25000"], fee: { percent: "2" } },
  },
  taxes: [{ country: "IN", label: "GST", percent: "18" }],
}

/** One that holds, and one for each reason why not. */
const COUPONS = [
  { code: "DIWALI10", kind: "percent", value: "10", maxBonus: "20", grantExpiresInDays: 39 },
  { code: "ENDED", kind: "fixed", value: "5", expiresAt: "2026-11-12T00:00:00Z" },
  { code: "BIG", kind: "fixed", value: "100", minTopUp: "5000" },
  { code: "OTHERS", kind: "fixed", value: "5", customerId: "cus_somebody_else" },
  { code: "NOBODY", kind: "fixed", value: "5", currency: "JPY" },
]
const CODES = [...COUPONS.map(({ code }) => code), "UNKNOWN"]
const AMOUNTS = ["50", "100", "250", "1000", "5000"]

/** Limits, fee, tax and coupons of the portal. */
export async function setMoneyUp(operator: Caller): Promise<void> {
  await operator.must(operator.put("/v1/checkout-settings", SETTINGS))
  for (const coupon of COUPONS) await operator.post("/v1/coupons", coupon)
}

/** What a customer asks on the way to a top-up, with every answer that there is. */
export async function exchange(reader: Caller, walletId: string): Promise<readonly Exchange[]> {
  const wallet = `/v1/wallets/${walletId}`
  const exchanges: Exchange[] = []
  const send = async (method: "POST" | "PUT", path: string, body: object): Promise<void> => {
    const answer = await reader.send(method, path, { body })
    exchanges.push({ request: `${method} ${path}`, body, status: answer.status, answer: answer.body })
  }
  for (const amount of ["5", ...AMOUNTS, "1000000"])
    await send("POST", `${wallet}/top-ups/preview`, { amount })
  for (const couponCode of CODES)
    await send("POST", `${wallet}/top-ups/preview`, { amount: "100", couponCode })
  await send("PUT", `${wallet}/auto-recharge`, { enabled: true, threshold: "50", amount: "200" })
  await send("PUT", `${wallet}/auto-recharge`, { enabled: false, threshold: "50", amount: "200" })
  for (const amount of ["5", ...AMOUNTS])
    await send("POST", `${wallet}/top-ups`, { amount, method: "checkout" })
  for (const couponCode of ["DIWALI10", "ENDED"]) {
    await send("POST", `${wallet}/top-ups`, { amount: "100", couponCode, method: "checkout" })
  }
  await send("POST", `${wallet}/payment-links`, {})
  for (const amount of AMOUNTS) await send("POST", `${wallet}/payment-links`, { amount })
  return exchanges
}
