import type { Micros } from "@tollgate/engine"
import type { SqlValue } from "../sql-driver.ts"

/** What a column is in a table; STRICT tables and Postgres take nothing else. */
export type ColumnType = "text" | "integer"

/** How one field of a row crosses the driver, there and back without a change. Rule STORE-2. */
export interface Column<V> {
  readonly type: ColumnType
  /** 64-bit integers: bound as decimal text and cast, read as text. */
  readonly isWide: boolean
  encode(value: V): SqlValue
  decode(value: SqlValue | undefined): V
}

export function text<V extends string>(): Column<V> {
  return { type: "text", isWide: false, encode: (value) => value, decode: (value) => value as V }
}

export const optionalText: Column<string | null> = {
  type: "text",
  isWide: false,
  encode: (value) => value,
  decode: (value) => value as string | null,
}

/** A safe integer: a count, an instant, a number, or the micros of one charge. */
export const integer: Column<number> = {
  type: "integer",
  isWide: false,
  encode: (value) => value,
  decode: (value) => value as number,
}

export const optionalInteger: Column<number | null> = {
  type: "integer",
  isWide: false,
  encode: (value) => value,
  decode: (value) => value as number | null,
}

export const flag: Column<boolean> = {
  type: "integer",
  isWide: false,
  encode: (value) => (value ? 1 : 0),
  decode: (value) => value === 1,
}

/** SQLite's cast would make the largest integer of one past 64 bits, and say nothing. */
function wide(value: bigint): string {
  if (BigInt.asIntN(64, value) !== value) throw new RangeError("an integer past 64 bits cannot be kept")
  return value.toString()
}

export const micros: Column<Micros> = {
  type: "integer",
  isWide: true,
  encode: wide,
  decode: (value) => BigInt(value as string),
}

export const optionalMicros: Column<Micros | null> = {
  type: "integer",
  isWide: true,
  encode: (value) => (value === null ? null : wide(value)),
  decode: (value) => (value === null ? null : BigInt(value as string)),
}

/** A value that JSON keeps as it is: no bigint, no `undefined` inside a list. */
export function json<V>(): Column<V> {
  return {
    type: "text",
    isWide: false,
    encode: (value) => JSON.stringify(value),
    decode: (value) => JSON.parse(value as string) as V,
  }
}

/** A list as JSON arrays without field names: they would be most of its bytes. The empty list is `[]`. */
export function packedList<V, P>(pack: (value: V) => P, unpack: (packed: P) => V): Column<readonly V[]> {
  return {
    type: "text",
    isWide: false,
    encode: (values) => (values.length === 0 ? "[]" : JSON.stringify(values.map(pack))),
    decode: (value) => (value === "[]" ? [] : (JSON.parse(value as string) as P[]).map(unpack)),
  }
}

/** Numbers with commas between: `12,15`. */
export const numberList: Column<readonly number[]> = {
  type: "text",
  isWide: false,
  encode: (values) => values.join(","),
  decode: (value) => (value === "" ? [] : (value as string).split(",").map(Number)),
}
