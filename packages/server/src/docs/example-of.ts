/** A JSON schema as the document holds it. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly description?: string
  readonly example?: unknown
  readonly examples?: readonly unknown[]
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly oneOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
}

export type Schemas = Readonly<Record<string, JsonSchema>>

const DEPTH_MAX = 8

/** What a reference points to. */
export function resolve(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const name = schema.$ref?.split("/").at(-1)
  return name === undefined ? schema : (schemas[name] ?? {})
}

/** A value that has the shape of a schema, with every member. */
export function exampleOf(given: JsonSchema, schemas: Schemas, depth = 0): unknown {
  const schema = resolve(given, schemas)
  if (depth > DEPTH_MAX) return null
  // An empty list shows nothing of what may be in it.
  const byDefault = Array.isArray(schema.default) ? undefined : schema.default
  const told = schema.example ?? schema.examples?.[0] ?? byDefault ?? schema.const ?? schema.enum?.[0]
  if (told !== undefined) return told
  const variant = schema.oneOf?.[0] ?? schema.anyOf?.[0]
  if (variant !== undefined) return exampleOf(variant, schemas, depth)
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, schemas, depth + 1)))
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === "object" || schema.properties !== undefined) {
    const members = Object.entries(schema.properties ?? {})
    return Object.fromEntries(members.map(([name, inner]) => [name, exampleOf(inner, schemas, depth + 1)]))
  }
  if (type === "array") {
    if (schema.prefixItems !== undefined)
      return schema.prefixItems.map((inner) => exampleOf(inner, schemas, depth + 1))
    return [exampleOf(schema.items ?? {}, schemas, depth + 1)]
  }
  if (type === "integer" || type === "number") return 1
  if (type === "boolean") return true
  if (type === "string") return schema.format === "date" ? "2026-10-01" : "text"
  return null
}
