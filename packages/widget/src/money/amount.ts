/** Micros of a decimal string of the API. Exact: amounts never go through a float. */
export function micros(amount: string): bigint {
  const [, sign, whole = "0", decimals = ""] = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(amount) ?? []
  const value = BigInt(whole + decimals.padEnd(6, "0"))
  return sign === "-" ? -value : value
}

/** The decimal string of micros, without trailing zeros. */
export function formatMicros(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(7, "0")
  const decimals = digits.slice(-6).replace(/0+$/, "")
  return `${value < 0n ? "-" : ""}${digits.slice(0, -6)}${decimals && `.${decimals}`}`
}
