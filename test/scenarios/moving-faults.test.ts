import { join } from "node:path"
import type { ImportTarget } from "@tollgate/server/storage/moving/import-export.ts"
import { driverMoving } from "@tollgate/server/storage/moving/driver-moving.ts"
import type { Moving } from "@tollgate/server/storage/moving/moving.ts"
import { readExport } from "@tollgate/server/storage/moving/read-export.ts"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { appHost } from "../support/app-host.ts"
import { fillWallet } from "../support/full-wallet.ts"
import { appOn, asFile, emptyStore, exportOf, importInto, type PlacedStore } from "../support/moving.ts"

let source: PlacedStore
let lines: readonly string[]
/** Of one wallet. */
let few: readonly string[]
let target: PlacedStore
let moving: Moving

beforeAll(async () => {
  source = await emptyStore()
  const host = appHost(undefined, { isDemo: true }, { path: join(source.path, "tollgate.sqlite") })
  await fillWallet(host, "acme")
  await fillWallet(host, "other")
  await host.test.deps.wallets.close()
  lines = await exportOf(source.moving(false))
  few = await exportOf(source.moving(false), { walletIds: ["acme-wallet"] })
})
afterAll(() => source.remove())
beforeEach(async () => {
  target = await emptyStore()
  moving = target.moving(false)
})
afterEach(() => target.remove())

const WALLETS = ["acme-wallet", "other-wallet"]

/** Rows of the wallets' tables in the target, of wallets and of those that came in part. */
function rowsLeft(): Record<string, number> {
  const tables = target
    .driver!.prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all()
    .map(({ name }) => String(name))
  const counts = tables
    .filter((name) => name !== "schema_version")
    .map((name) => [name, Number(target.driver!.prepare(`SELECT count(*) AS n FROM ${name}`).get()?.["n"])])
  return Object.fromEntries(counts.filter(([, count]) => count !== 0)) as Record<string, number>
}

const indexOf = (start: string, from = 0): number =>
  lines.findIndex((line, index) => index >= from && line.startsWith(start))
const endOf = (wallet: string): number => indexOf(`{"end":"wallet","wallet":"${wallet}"`)

/** All lines that are no rows, and some rows of each table. */
function places(): readonly number[] {
  return few.flatMap((line, index) => (line.startsWith("{") || index % 4 === 0 ? [index] : []))
}

describe("a file that is not as it was written", () => {
  it("[MOVE-3] is refused wherever it is cut, with the line", async () => {
    for (const length of places()) {
      const read = async (): Promise<void> => {
        for await (const event of readExport(asFile(few.slice(0, length)))) expect(event.kind).not.toBe("end")
      }
      await expect(read()).rejects.toThrow(length === 0 ? "empty" : `line ${length}: the file is cut off`)
    }
    const half = readExport(asFile([...few.slice(0, 40), few[40]!.slice(0, 10)], false))
    const readHalf = async (): Promise<void> => {
      for await (const event of half) expect(event.kind).not.toBe("end")
    }
    await expect(readHalf()).rejects.toThrow("line 41: the file is cut off here")
  })

  it("[MOVE-3] is refused when any line is changed, missing, doubled or moved", async () => {
    const refused = async (changed: readonly string[], what: string): Promise<void> => {
      const read = async (): Promise<void> => {
        for await (const event of readExport(asFile(changed))) void event
      }
      await expect(read(), what).rejects.toThrow(/^line \d+: /)
    }
    for (const index of places()) {
      const line = few[index] ?? ""
      const digit = [...line].findLastIndex((letter) => /\d/.test(letter))
      const at = digit === -1 ? line.length - 2 : digit
      const other = line[at] === "1" ? "2" : "1"
      const changed = line.slice(0, at) + other + line.slice(at + 1)
      // Of the first line only what it is read by is told by the last.
      await refused(few.with(index, changed), `line ${index + 1} changed`)
      await refused(few.toSpliced(index, 1), `line ${index + 1} missing`)
      await refused(few.toSpliced(index, 0, line), `line ${index + 1} doubled`)
    }
    for (let index = 1; index < few.length; index += 1) {
      await refused(few.with(index - 1, few[index]!).with(index, few[index - 1]!), `lines ${index} swapped`)
    }
  })

  it("[MOVE-3] of another format or version is refused in words", async () => {
    const [first = ""] = lines
    const read = async (changed: readonly string[]): Promise<void> => {
      for await (const event of readExport(asFile(changed))) void event
    }
    await expect(read(lines.with(0, first.replace('"format":1', '"format":2')))).rejects.toThrow(
      "line 1: the file is in format 2, written by Tollgate 0; this Tollgate reads format 1",
    )
    await expect(read(["{}", ...lines.slice(1)])).rejects.toThrow("line 1: this is no export of Tollgate")
    const table = indexOf('{"table":"charge"')
    const older = lines[table]!.replace('"is_correction"', '"is_corrected"')
    await expect(read(lines.with(table, older))).rejects.toThrow(
      `line ${table + 1}: the columns of the table charge should be here`,
    )
  })

  it("[MOVE-3, MOVE-4] leaves the wallets before the fault, and nothing of its own", async () => {
    const end = endOf("other-wallet")
    const from = indexOf('{"table":"charge"', endOf("acme-wallet"))
    const charge = lines.findIndex((line, index) => index > from && line.includes('"919410031234"'))
    const changed = lines.with(charge, lines[charge]!.replace("919410031234", "919410031235"))
    await expect(importInto(moving, changed)).rejects.toThrow(`line ${end + 1}: `)
    expect(await target.wallets.walletIds({ limit: 9 })).toEqual(["acme-wallet"])
    const left = rowsLeft()
    await target.remove()
    target = await emptyStore()
    moving = target.moving(false)
    await importInto(moving, await exportOf(source.moving(false), { walletIds: ["acme-wallet"] }))
    const { partner: _partner, customer: _customer, ...alone } = rowsLeft()
    for (const table of ["charge", "journal_entry", "message", "hold", "outbox", "top_up", "wallet"])
      expect([table, left[table]]).toEqual([table, alone[table]])
    expect(left).not.toHaveProperty("wallet_import")
    expect(left).not.toHaveProperty("wallet_import_outbox")
  })

  it("[MOVE-5] is caught by the store when it was written anew with its digests", async () => {
    // As a forger would: every digest of the file is right, the journal's is not.
    const forged = [...lines]
    const entry = indexOf("[", indexOf('{"table":"grant_lot"'))
    forged[entry] = forged[entry]!.replace(/"paid","(\d)/, '"paid","9$1')
    const resealed = await reseal(forged)
    const { wallets } = await importInto(moving, resealed)
    expect(wallets).toEqual([
      { walletId: "acme-wallet", kind: "unsound", findings: expect.any(Array) },
      { walletId: "other-wallet", kind: "imported", entries: 35, charges: 57 },
    ])
    expect(await target.wallets.walletIds({ limit: 9 })).toEqual(["other-wallet"])
    expect(rowsLeft()).not.toHaveProperty("wallet_import")
    // The file as it was brings it, and leaves the other one alone.
    const again = await importInto(moving, lines)
    expect(again.wallets.map(({ walletId, kind }) => [walletId, kind])).toEqual([
      ["acme-wallet", "imported"],
      ["other-wallet", "same"],
    ])
  })
})

it("[MOVE-5] rollups are verified in parts where there are many, and one that differs is found in any", async () => {
  const inParts = {
    ...moving,
    wallets: driverMoving(target.driver!, {
      reads: target.wallets,
      clock: () => Date.now(),
      rollupsAtOnce: 7,
    }),
  }
  const from = few.findIndex((line) => line.startsWith('{"table":"usage_rollup"'))
  const to = few.findIndex((line, index) => index > from && line.startsWith("{"))
  for (let index = from + 1; index < to; index += 12) {
    const forged = await reseal(few.with(index, few[index]!.replace(/(\d+)\]$/, "9$1]")))
    const { wallets } = await importInto(inParts, forged)
    expect(wallets).toMatchObject([
      { walletId: "acme-wallet", kind: "unsound", findings: [{ what: "rollup" }] },
    ])
  }
  const { wallets } = await importInto(inParts, few)
  expect(wallets).toMatchObject([{ walletId: "acme-wallet", kind: "imported", entries: 35, charges: 57 }])
})

describe("a wallet that is not alone", () => {
  it("[MOVE-6] is left as it is when it is there: the same is told so, another is refused, and the rest comes", async () => {
    await importInto(moving, lines)
    const before = await exportOf(moving)
    const again = await importInto(moving, lines)
    expect(again.wallets.map(({ kind }) => kind)).toEqual(["same", "same"])
    expect(again.catalog).toMatchObject({ added: 0, kept: 0 })
    expect(await exportOf(moving)).toEqual(before)

    const host = appOn(target, Date.UTC(2026, 10, 22, 13))
    await host.operator.must(
      host.operator.post("/v1/wallets/acme-wallet/top-ups", { amount: "1", method: "manual" }),
    )
    const later = await exportOf(moving)
    const refused = await importInto(moving, lines)
    expect(refused.wallets).toEqual([
      {
        walletId: "acme-wallet",
        kind: "other",
        there: { sequence: 36, head: expect.any(String) },
        inFile: { sequence: 35, head: expect.any(String) },
      },
      { walletId: "other-wallet", kind: "same" },
    ])
    expect(await exportOf(moving)).toEqual(later)
  })

  it("[MOVE-6] goes on after an interruption at any part, and counts each row once", async () => {
    for (let parts = 1; ; parts += 8) {
      const cut = cutAfter(moving, parts)
      const isWhole = await importInto(cut, lines).then(
        () => true,
        () => false,
      )
      if (isWhole) break
      // The process is gone: nothing was taken back.
      const { wallets } = await importInto(moving, lines)
      expect(wallets.map(({ kind }) => kind)).not.toContain("other")
      expect((await exportOf(moving)).slice(0, -1)).toEqual(lines.slice(0, -1))
      await target.remove()
      target = await emptyStore()
      moving = target.moving(false)
    }
  })

  it("[MOVE-6] begins again with another file, and nothing of the first is in it", async () => {
    await expect(importInto(cutAfter(moving, 12), lines)).rejects.toThrow("cut")
    const host = appOn(source, Date.UTC(2026, 10, 22, 12, 30), "c")
    await host.operator.must(
      host.operator.post("/v1/wallets/acme-wallet/adjustments", { amount: "2", reason: "later" }),
    )
    const later = await exportOf(source.moving(false), { id: "file-2" })
    const { wallets } = await importInto(moving, later)
    expect(wallets.map(({ kind }) => kind)).toEqual(["imported", "imported"])
    expect(await exportOf(moving, { id: "file-2" })).toEqual(later)
    lines = await exportOf(source.moving(false))
  })

  it("[MOVE-7] comes once from two imports of one file at once", async () => {
    const [one, two] = await Promise.all([importInto(moving, lines), importInto(target.moving(false), lines)])
    const kinds = [...one.wallets, ...two.wallets].map(({ kind }) => kind)
    expect(kinds.every((kind) => kind === "imported" || kind === "same")).toBe(true)
    expect((await exportOf(moving)).slice(0, -1)).toEqual(lines.slice(0, -1))
  })

  it("[MOVE-7] is one file's when two come at once, and the other is told", async () => {
    const second = await exportOf(source.moving(false), { id: "file-2" })
    const [one, two] = await Promise.all([importInto(moving, lines), importInto(moving, second)])
    for (const [index, walletId] of WALLETS.entries()) {
      const kinds = [one.wallets[index]?.kind, two.wallets[index]?.kind]
      expect([walletId, kinds.includes("imported") || kinds.includes("same")]).toEqual([walletId, true])
      for (const kind of kinds) expect(["imported", "same", "overtaken"]).toContain(kind)
    }
    expect((await exportOf(moving)).slice(1, -1)).toEqual(lines.slice(1, -1))
  })

  it("[MOVE-4] is no wallet before its end: nobody finds, sweeps or opens it", async () => {
    const isNearlyIn = importInto(cutAfter(moving, 1_000, "finish"), lines)
    await expect(isNearlyIn).rejects.toThrow("cut")
    expect(rowsLeft()).toMatchObject({ wallet_import: 1, top_up: 7, charge: 57 })
    const { wallets } = target
    expect(await wallets.walletIds({ limit: 9 })).toEqual([])
    expect(await wallets.dueWallets(Number.MAX_SAFE_INTEGER, 9)).toEqual([])
    expect(await wallets.outbox(9)).toEqual([])
    expect(await wallets.pendingTopUps(9)).toEqual([])
    expect((await wallets.suspended({}, { limit: 9 })).rows).toEqual([])
    await wallets.forget(Date.UTC(2029, 1, 1))
    const host = appOn(target, Date.UTC(2026, 10, 22, 13))
    const { operator } = host
    expect((await operator.get("/v1/wallets/acme-wallet")).status).toBe(404)
    const opened = { id: "acme-wallet", customerId: "acme-customer", currency: "USD", planId: "gupshup" }
    expect([503, 409]).toContain((await operator.post("/v1/wallets", opened)).status)
    const { wallets: came } = await importInto(moving, lines)
    expect(came.map(({ kind }) => kind)).toEqual(["imported", "imported"])
  })
})

/** A target that is gone after so many parts: each of its methods fails from then on. */
function cutAfter({ wallets, catalog }: Moving, parts: number, at?: "finish"): ImportTarget {
  let left = parts
  const cut = <A extends unknown[], R>(method: (...args: A) => Promise<R>): ((...args: A) => Promise<R>) => {
    return async (...args) => {
      left -= 1
      if (left < 0) throw new Error("cut")
      return method(...args)
    }
  }
  const gone = (): never => {
    throw new Error("cut")
  }
  return {
    catalog: { put: cut((...args) => catalog.put(...args)) },
    wallets: {
      begin: cut((...args) => wallets.begin(...args)),
      put: cut((...args) => wallets.put(...args)),
      finish: at === "finish" ? async () => gone() : cut((...args) => wallets.finish(...args)),
      abandon: async () => gone(),
    },
  }
}

/** The lines with all digests made anew. */
async function reseal(changed: readonly string[]): Promise<string[]> {
  const { createHash } = await import("node:crypto")
  const sealed: string[] = []
  const whole = createHash("sha256")
  let section = createHash("sha256")
  for (const line of changed) {
    let text = line
    if (line.startsWith('{"section"')) section = createHash("sha256")
    const isEnd = line.startsWith('{"end"')
    if (isEnd) {
      const end = JSON.parse(line) as { end: string; sha256: string }
      text = JSON.stringify({ ...end, sha256: (end.end === "file" ? whole : section).digest("hex") })
    }
    if (line.startsWith('{"tollgate"') || (isEnd && !line.startsWith('{"end":"file"')))
      whole.update(`${text}\n`)
    if (!isEnd) section.update(`${text}\n`)
    sealed.push(text)
  }
  return sealed
}
