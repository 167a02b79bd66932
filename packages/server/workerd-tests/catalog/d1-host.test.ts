import { env } from "cloudflare:test"
import { applyD1Migrations } from "cloudflare:test"
import { beforeAll, beforeEach, describe, expect, it } from "vitest"
import { d1Host } from "../../src/storage/d1/d1-host.ts"
import type { D1 } from "../../src/storage/d1/d1-database.ts"
import { all, get, run, together, type Sql } from "../../src/storage/sql/request.ts"
import { StoreUnavailableError } from "../../src/storage/store-unavailable.ts"

const host = d1Host(env.CATALOG)
const READ = "SELECT value FROM setting WHERE name = ?"
const PUT =
  "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
const put = (name: string, value: string) => env.CATALOG.prepare(PUT).bind(name, value).run()
const valueOf = async (name: string) => (await host.read(get(READ, name)))?.["value"]

beforeAll(() => applyD1Migrations(env.CATALOG, [...env.D1_MIGRATIONS]))
beforeEach(async () => void (await env.CATALOG.prepare("DELETE FROM setting").run()))

/** The database, before each of whose batches somebody else comes. */
function before(body: (batch: number) => Promise<unknown>): D1 {
  let batches = 0
  return {
    prepare: (sql) => env.CATALOG.prepare(sql),
    batch: async (statements) => {
      await body((batches += 1))
      return env.CATALOG.batch(statements as D1PreparedStatement[])
    },
  }
}

describe("work on D1", () => {
  it.each<[string, () => Sql<unknown>]>([
    [
      "reads after it wrote",
      function* () {
        yield* run(PUT, "a", "1")
        return yield* get(READ, "a")
      },
    ],
    [
      "reads together with what it writes",
      function* () {
        return yield* together(run(PUT, "a", "1"), get(READ, "a"))
      },
    ],
    ["writes and tells amid a transaction", () => get(`${PUT} RETURNING value`, "a", "1")],
  ])("[EDGE-1] that %s is refused, and nothing is written", async (_title, work) => {
    await expect(host.transaction(work)).rejects.toThrow(TypeError)
    expect(await valueOf("a")).toBeUndefined()
  })

  it("[EDGE-1] that writes where it may only read is refused", async () => {
    await expect(host.read(run(PUT, "a", "1"))).rejects.toThrow(TypeError)
    await expect(host.read(get(`${PUT} RETURNING value`, "a", "1"))).rejects.toThrow(TypeError)
    await expect(
      host.single(function* () {
        yield* get(READ, "a")
        return yield* get(`${PUT} RETURNING value`, "a", "1")
      }),
    ).rejects.toThrow(TypeError)
    expect(await valueOf("a")).toBeUndefined()
  })

  it("[EDGE-1] writes all or nothing", async () => {
    const work = function* (): Sql<void> {
      yield* run(PUT, "a", "1")
      yield* run("INSERT INTO setting (name, value) VALUES ('a', '2')")
    }
    await expect(host.transaction(work)).rejects.toThrow(/UNIQUE/)
    expect(await valueOf("a")).toBeUndefined()
  })

  it.each<[string, () => Sql<number>, () => Promise<unknown>]>([
    [
      "a row that it read",
      function* () {
        return Number((yield* get(READ, "a"))?.["value"])
      },
      () => put("a", "5"),
    ],
    [
      "a row that it missed",
      function* () {
        return Number((yield* get(READ, "b"))?.["value"] ?? 0)
      },
      () => put("b", "5"),
    ],
    [
      "the number of rows that it counted",
      function* () {
        return Number((yield* get("SELECT COUNT(*) AS n FROM setting"))?.["n"])
      },
      () => put("c", "5"),
    ],
    [
      "one of several rows",
      function* () {
        const rows = yield* all("SELECT name, value FROM setting ORDER BY name")
        return rows.reduce((sum, { value }) => sum + Number(value), 0)
      },
      () => put("a", "5"),
    ],
  ])("[EDGE-2] is made anew when somebody changes %s", async (_title, read, change) => {
    await put("a", "1")
    await put("a2", "2")
    let attempts = 0
    const meddled = d1Host(before(async (batch) => void (batch === 1 && (await change()))))
    const sum = await meddled.transaction(function* () {
      attempts += 1
      const found = yield* read()
      yield* run(PUT, "sum", String(found))
      return found
    })
    expect(attempts).toBe(2)
    expect(await valueOf("sum")).toBe(String(sum))
  })

  it("[EDGE-2] goes through at once when others write something else, whatever its text is made of", async () => {
    const odd = "\u0001\u007f\u2028\"\\/\b\f\n\r\t'é😀\u001f"
    await put("a", odd)
    let attempts = 0
    await d1Host(before((batch) => put(`other ${batch}`, "x"))).transaction(function* () {
      attempts += 1
      yield* run(PUT, "b", String((yield* get(READ, "a"))?.["value"]))
    })
    expect(attempts).toBe(1)
    expect(await valueOf("b")).toBe(odd)
  })

  it("[EDGE-2] gives up when others never let it through", async () => {
    const work = d1Host(before((batch) => put("a", String(batch)))).transaction(function* () {
      yield* run(PUT, "b", String((yield* get(READ, "a"))?.["value"]))
    })
    await expect(work).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(await valueOf("b")).toBeUndefined()
  })

  it("[EDGE-4] a database that does not answer is told as that, a statement at fault as itself", async () => {
    const lost = d1Host(before(() => Promise.reject(new Error("D1_ERROR: Network connection lost."))))
    const work = lost.transaction(function* () {
      yield* run(PUT, "b", String((yield* get(READ, "a"))?.["value"]))
    })
    await expect(work).rejects.toBeInstanceOf(StoreUnavailableError)
    await expect(host.read(get("SELECT * FROM nowhere"))).rejects.not.toBeInstanceOf(StoreUnavailableError)
  })

  it("[EDGE-4] an integer past 2^53 is refused rather than rounded", async () => {
    await expect(host.read(get("SELECT CAST('9007199254740993' AS INTEGER) AS n"))).rejects.toThrow(
      RangeError,
    )
    await expect(host.read(get("SELECT ? AS n", 2 ** 53))).rejects.toThrow(RangeError)
  })
})
