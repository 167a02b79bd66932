export function digitsOf(text: string): number[] {
  return Array.from(text, Number)
}

/** Sum of digits times weights. */
function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, place) => sum + weight * Number(digits[place]), 0)
}

/** The last digit makes the weighted sum a multiple of `modulus`. */
export function sumsTo(modulus: number, ...weights: readonly number[]): (digits: string) => boolean {
  return (digits) => weighted(digits, weights) % modulus === 0
}

/** The last digit is `11 - sum mod 11`; 11 is written 0, and 10 as `ten`, where it may be. */
export function mod11(weights: readonly number[], ten?: number): (digits: string) => boolean {
  return (digits) => {
    const check = 11 - (weighted(digits, weights) % 11)
    const written = check === 11 ? 0 : check === 10 ? ten : check
    return written === Number(digits[weights.length])
  }
}

/** Luhn (ISO/IEC 7812), of digits. */
export function luhn(digits: string): boolean {
  const sum = digitsOf(digits)
    .toReversed()
    .reduce((total, digit, place) => {
      const twice = digit * (1 + (place % 2))
      return total + (twice > 9 ? twice - 9 : twice)
    }, 0)
  return sum % 10 === 0
}

/** ISO 7064, mod 11,10. */
export function mod11And10(digits: string): boolean {
  let rest = 10
  for (const digit of digits.slice(0, -1)) {
    const sum = (rest + Number(digit)) % 10 || 10
    rest = (sum * 2) % 11
  }
  return (11 - rest) % 10 === Number(digits.at(-1))
}

/** Luhn mod 36, of a GSTIN. */
export function luhn36(text: string): boolean {
  const values = Array.from(text, (letter) => Number.parseInt(letter, 36))
  const check = values.pop()
  const sum = values.reduce((total, value, place) => {
    const product = value * (1 + (place % 2))
    return total + Math.floor(product / 36) + (product % 36)
  }, 0)
  return (36 - (sum % 36)) % 36 === check
}

/** The check digits of Brazil, whose letters count as their code less that of `0`. */
export function brazil(text: string, ...rounds: readonly (readonly number[])[]): boolean {
  const values = Array.from(text, (letter) => letter.charCodeAt(0) - 48)
  return rounds.every((weights) => {
    const rest = weights.reduce((sum, weight, place) => sum + weight * values[place]!, 0) % 11
    return values[weights.length] === (rest < 2 ? 0 : 11 - rest)
  })
}
