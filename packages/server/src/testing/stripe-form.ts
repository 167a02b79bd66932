/** As forms nest: texts, lists and objects. */
export type FormValue = string | readonly FormValue[] | { readonly [name: string]: FormValue }

type Tree = { [name: string]: string | Tree }

/** `a[b]=1&c[0][d]=2` as `{ a: { b: "1" }, c: [{ d: "2" }] }`, as Stripe's API reads its requests. */
export function parseForm(pairs: URLSearchParams): Record<string, FormValue> {
  const root: Tree = {}
  for (const [name, value] of pairs) {
    const path = name.replaceAll("]", "").split("[")
    const last = path.pop() ?? ""
    let at = root
    for (const part of path) {
      const next = at[part] ?? {}
      if (typeof next === "string") throw new Error(`${name} is twice in a form`)
      at[part] = next
      at = next
    }
    // `expand[]` counts on.
    at[last === "" ? String(Object.keys(at).length) : last] = value
  }
  return asLists(root) as Record<string, FormValue>
}

function asLists(value: string | Tree): FormValue {
  if (typeof value === "string") return value
  const entries = Object.entries(value).map(([name, part]) => [name, asLists(part)] as const)
  const isList = entries.length > 0 && entries.every(([name], index) => name === String(index))
  return isList ? entries.map(([, part]) => part) : Object.fromEntries(entries)
}
