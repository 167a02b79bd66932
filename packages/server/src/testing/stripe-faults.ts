// What the imitated Stripe checks, and how it refuses.

export type StripeRow = Record<string, any> & { readonly id: string; readonly created: number }

export class StripeFault extends Error {
  readonly status: number
  readonly facts: object
  constructor(status: number, facts: object) {
    super("refused")
    this.status = status
    this.facts = facts
  }
}

export function found(rows: ReadonlyMap<string, StripeRow>, id: unknown): StripeRow {
  const row = rows.get(String(id))
  if (row === undefined) throw missing(String(id))
  return row
}

/** Rule of docs.stripe.com/currencies: whole thousandths end in 0, ISK and UGX are whole. */
export function unitsOf(written: unknown, currency: unknown): number {
  const units = Number(written)
  if (!/^\d+$/.test(String(written))) throw invalid("amount", "parameter_invalid_integer")
  const step = ["bhd", "jod", "kwd", "omr", "tnd"].includes(String(currency))
    ? 10
    : ["isk", "ugx"].includes(String(currency))
      ? 100
      : 1
  if (units % step !== 0) throw invalid("amount")
  return units
}

export function known(params: object, names: readonly string[]): void {
  const stranger = Object.keys(params).find((name) => !names.includes(name))
  if (stranger !== undefined) throw invalid(stranger, "parameter_unknown")
}

export function invalid(param: string, code = "parameter_invalid"): StripeFault {
  return new StripeFault(400, { type: "invalid_request_error", code, param, message: `Invalid ${param}` })
}

export function missing(what: string): StripeFault {
  const facts = {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such resource: ${what}`,
  }
  return new StripeFault(404, facts)
}
