import { invariant } from "../result.ts"
import { MARKET_NAMES, MARKET_TABLE_DATA } from "./published-data.generated.ts"

/**
 * Every market that a published table names. The index of a market is the same in all tables and never changes: a
 * later table adds its new markets at the end. `Other` is 0. Rule MKT-1.
 */
export const MARKETS: readonly string[] = MARKET_NAMES

/** The index of `Other`, the market of every number without a listed prefix. */
export const OTHER_MARKET = 0

/** Which market a number is of, from one day on. Made by `compileMarketTable`. */
export interface MarketTable {
  /** Days since 1970-01-01; the table begins at midnight of the sender's zone. */
  readonly fromDay: number
  /** Market names by index: always `MARKETS`. */
  readonly names: readonly string[]
  /** A trie of calling prefixes: `NODE_SIZE` slots a node, the child of each digit, then the market's index plus 1. */
  readonly trie: Int16Array
}

const NODE_SIZE = 16
const VALUE_SLOT = 10
const DIGIT_ZERO = 48
const NODES_MAX: number = 2 ** 15

/**
 * A table of calling prefixes from `fromDay` on.
 *
 * @param prefixes - E.164 digits without `+`, each with the index of its market
 */
export function compileMarketTable(fromDay: number, prefixes: ReadonlyMap<string, number>): MarketTable {
  const nodes: number[][] = [new Array<number>(NODE_SIZE).fill(0)]
  for (const [prefix, market] of prefixes) {
    invariant(/^[0-9]{1,15}$/.test(prefix) && market in MARKETS, "a prefix has digits and a known market")
    let node = nodes[0] as number[]
    for (const digit of prefix) {
      if (node[Number(digit)] === 0) {
        node[Number(digit)] = nodes.length
        nodes.push(new Array<number>(NODE_SIZE).fill(0))
      }
      node = nodes[node[Number(digit)] as number] as number[]
    }
    node[VALUE_SLOT] = market + 1
  }
  invariant(nodes.length < NODES_MAX, "a trie fits 16-bit node numbers")
  return { fromDay, names: MARKETS, trie: Int16Array.from(nodes.flat()) }
}

/** The published tables, by first day, ascending. Rule MKT-2. */
export const MARKET_TABLES: readonly MarketTable[] = /* @__PURE__ */ MARKET_TABLE_DATA.map(
  ({ fromDay, prefixes }) =>
    compileMarketTable(
      fromDay,
      new Map(
        prefixes.split(" ").map((entry) => {
          const [prefix = "", market = ""] = entry.split(":")
          return [prefix, Number(market)]
        }),
      ),
    ),
)

/** The published table of a local day; days before the first table take the first. Rule MKT-2. */
export function marketTableAt(day: number): MarketTable {
  let index = MARKET_TABLES.length - 1
  while (index > 0 && (MARKET_TABLES[index] as MarketTable).fromDay > day) index--
  return MARKET_TABLES[index] as MarketTable
}

/**
 * The index in `MARKETS` of the longest listed prefix of `digits`, `OTHER_MARKET` when none is. Allocates nothing:
 * every priced event comes through here. Rule MKT-3.
 *
 * @param digits - E.164 without `+`
 */
export function marketIndexOf({ trie }: MarketTable, digits: string): number {
  let node = 0
  let market = 0
  for (let position = 0; position < digits.length; position++) {
    const digit = digits.charCodeAt(position) - DIGIT_ZERO
    if (digit < 0 || digit > 9) break
    node = trie[node * NODE_SIZE + digit] as number
    if (node === 0) break
    const value = trie[node * NODE_SIZE + VALUE_SLOT] as number
    if (value !== 0) market = value - 1
  }
  return market
}

/** The name of the market of `digits` (E.164 without `+`). Rule MKT-3. */
export function marketOf(table: MarketTable, digits: string): string {
  return table.names[marketIndexOf(table, digits)] as string
}

const INDEX_BY_KEY: ReadonlyMap<string, number> = /* @__PURE__ */ new Map(
  MARKETS.map((name, index) => [keyOf(name), index]),
)

/** The index of the market called `name`, whatever its case and spacing (Meta says `India` and `INDIA`). Rule MKT-4. */
export function marketIndexByName(name: string): number | undefined {
  return INDEX_BY_KEY.get(keyOf(name))
}

/** `name` as `MARKETS` spells it; a market that is not listed keeps its spelling, its spaces made single. Rule MKT-4. */
export function canonicalMarket(name: string): string {
  const index = marketIndexByName(name)
  return index === undefined ? name.trim().replace(/\s+/g, " ") : (MARKETS[index] as string)
}

function keyOf(name: string): string {
  return name.trim().replace(/\s+/g, " ").toLowerCase()
}
