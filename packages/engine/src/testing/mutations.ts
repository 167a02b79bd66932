/** Every copy of `row` in which one field, or one field of an element of a list, is another; with the field's path. */
export function* mutationsOf<T extends object>(row: T): Generator<readonly [path: string, mutated: T]> {
  for (const [field, value] of Object.entries(row)) {
    for (const [path, other] of valuesBeside(value as unknown)) {
      const mutated = (Array.isArray(row) ? [...(row as unknown[])] : { ...row }) as Record<string, unknown>
      mutated[field] = other
      yield [path === "" ? field : `${field}.${path}`, mutated as T]
    }
  }
}

function* valuesBeside(value: unknown): Generator<readonly [path: string, other: unknown]> {
  if (typeof value === "string")
    yield ["", value === "" ? "x" : `${value.slice(0, -1)}${value.endsWith("1") ? "2" : "1"}`]
  else if (typeof value === "number") yield ["", value + 1]
  else if (typeof value === "bigint") yield ["", value + 1n]
  else if (typeof value === "boolean") yield ["", !value]
  else if (value === null) yield ["", 1]
  else if (typeof value === "object") {
    yield* mutationsOf(value)
    if (Array.isArray(value) && value.length > 0) yield ["length", value.slice(0, -1)]
  }
}
