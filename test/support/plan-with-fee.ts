/** A plan with one fee, to be spoilt. */
export function planWithFee(fee: object): object {
  return {
    id: "bad",
    name: "Bad",
    currency: "USD",
    effectiveFrom: "2026-11-01",
    fees: [{ kind: "per_message", label: "l", group: "g", amount: "1", on: ["sent"], ...fee }],
  }
}
