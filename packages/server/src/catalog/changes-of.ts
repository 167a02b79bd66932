import type { Customer, FieldChange } from "./records.ts"

const FIELDS = [
  "name",
  "timezone",
  "locale",
  "contact",
  "billingAddress",
  "taxId",
  "taxExemption",
] as const satisfies readonly (keyof Customer)[]

/** What differs of a customer, field by field. Rule BILLTO-4. */
export function changesOf(before: Customer, after: Customer): readonly FieldChange[] {
  return FIELDS.flatMap((field) => {
    const from = leavesOf(field, before[field])
    const to = leavesOf(field, after[field])
    return [...new Set([...from.keys(), ...to.keys()])].flatMap((path) => {
      const change = { field: path, from: from.get(path) ?? null, to: to.get(path) ?? null }
      return change.from === change.to ? [] : [change]
    })
  })
}

/** A text under its own name, the members of an object each under theirs. */
function leavesOf(field: string, value: string | object | null): ReadonlyMap<string, string> {
  if (value === null) return new Map()
  if (typeof value === "string") return new Map([[field, value]])
  return new Map(
    Object.entries(value).flatMap(([member, text]) =>
      typeof text === "string" ? [[`${field}.${member}`, text] as const] : [],
    ),
  )
}
