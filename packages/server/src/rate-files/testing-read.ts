import { formatAmount, parseRateCardFile, type RateCard } from "@tollgate/engine"
import type { FieldError } from "../problem.ts"
import { readRateFile } from "./read-rate-file.ts"

const META = { id: "card", fromDay: 20_727 }

/** The card in a file, or the faults that are told of it. */
export function read(bytes: Uint8Array): RateCard | readonly FieldError[] {
  const file = readRateFile(bytes)
  if (!file.ok) return file.refusal.errors
  const parsed = parseRateCardFile(file.value.csv, META)
  return parsed.ok ? parsed.value : file.value.placeErrors(parsed.refusal.errors)
}

/** `market category from rate` of each tier of a file that is read. */
export function ratesIn(bytes: Uint8Array): readonly string[] {
  const card = read(bytes)
  if (!("rates" in card)) throw new Error(JSON.stringify(card))
  return [...card.rates].flatMap(([market, categories]) =>
    Object.entries(categories).flatMap(([category, tiers]) =>
      tiers.map(({ from, rate }) => `${market} ${category} ${from} ${formatAmount(rate)}`),
    ),
  )
}

/** The faults of a file that is refused. */
export function errorsIn(bytes: Uint8Array): readonly FieldError[] {
  const errors = read(bytes)
  if ("rates" in errors) throw new Error("the card was read")
  return errors
}
