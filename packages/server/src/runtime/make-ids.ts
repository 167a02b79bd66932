const TIME_CHARACTERS = 9
const RANDOM_CHARACTERS = 16
const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"

/** Ids that grow with time: prefix, milliseconds in base 36, and 80 random bits. No dot: see `made-id.ts`. */
export function makeIds(
  clock: () => number,
  random: (bytes: number) => Uint8Array,
): (prefix: string) => string {
  return (prefix) => {
    const time = clock().toString(36).padStart(TIME_CHARACTERS, "0")
    let tail = ""
    // 256 is not a multiple of 36: the slight lean costs a fraction of a bit a character.
    for (const byte of random(RANDOM_CHARACTERS)) tail += ALPHABET[byte % ALPHABET.length]
    return `${prefix}_${time}${tail}`
  }
}
