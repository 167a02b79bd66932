import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { CommandError } from "@tollgate/server/cli/command-error.ts"
import { makeProgram } from "@tollgate/server/cli/main.ts"
import { openNodeDriver } from "@tollgate/server/storage/sqlite/node-driver.ts"
import { afterAll, beforeAll, expect, it } from "vitest"
import { appHost } from "../support/app-host.ts"
import { fillWallet } from "../support/full-wallet.ts"
import { dataFolder } from "../support/process-host.ts"

const folder = dataFolder()
const at = (name: string): string => join(folder.path, name)

/** The command line in this process. */
async function tollgate(data: string, ...args: readonly string[]): Promise<void> {
  await makeProgram()
    .exitOverride()
    .parseAsync(["--data", data, ...args], { from: "user" })
}

async function refusalOf(data: string, ...args: readonly string[]): Promise<string> {
  try {
    await tollgate(data, ...args)
  } catch (error) {
    expect(error).toBeInstanceOf(CommandError)
    return (error as Error).message
  }
  throw new Error(`it was not refused: ${args.join(" ")}`)
}

beforeAll(async () => {
  const host = appHost(undefined, { isDemo: true }, { path: at("tollgate.sqlite") })
  await fillWallet(host, "acme")
  await host.test.deps.wallets.close()
  await tollgate(folder.path, "export", "--out", at("whole.ndjson"))
  await tollgate(folder.path, "export", "--out", at("whole.ndjson.gz"))
})
afterAll(() => folder.remove())

it("[MOVE-3] a file that is cut, changed or not there is told in words, and brings nothing", async () => {
  const whole = readFileSync(at("whole.ndjson"))
  writeFileSync(at("cut.ndjson"), whole.subarray(0, 20_000))
  writeFileSync(at("cut.ndjson.gz"), readFileSync(at("whole.ndjson.gz")).subarray(0, 5_000))
  writeFileSync(at("changed.ndjson"), whole.toString().replaceAll("919410031234", "919410031235"))
  writeFileSync(
    at("bytes.ndjson"),
    Buffer.concat([whole.subarray(0, 300), Buffer.from([0xff]), whole.subarray(300)]),
  )
  for (const [file, words] of [
    ["cut.ndjson", /cut\.ndjson, line \d+: the file is cut off here\. Nothing was imported/],
    ["cut.ndjson.gz", /cut\.ndjson\.gz, line \d+: the file is cut off .*Nothing was imported/],
    [
      "changed.ndjson",
      /changed\.ndjson, line \d+: the lines \d+ to \d+, .*not as they were written.*Nothing was imported/,
    ],
    ["bytes.ndjson", /bytes\.ndjson: line \d+ cannot be read/],
    ["none.ndjson", /There is no file .*none\.ndjson/],
    ["tollgate.sqlite", /tollgate\.sqlite: line 1 cannot be read/],
  ] as const) {
    expect(await refusalOf(at("into"), "import", at(file))).toMatch(words)
  }
  expect(() => statSync(at("into"))).toThrow()
})

it("[MOVE-2] an export that cannot be made leaves no file", async () => {
  expect(await refusalOf(folder.path, "export", "--out", at("whole.ndjson"))).toContain("exists")
  expect(await refusalOf(folder.path, "export", "--wallet", "none", "--out", at("x"))).toContain(
    'no wallet "none"',
  )
  expect(await refusalOf(at("nowhere"), "export", "--out", at("x"))).toContain("There is no store")
  expect(await refusalOf(folder.path, "export", "--out", at("no/such/folder"))).toContain("cannot be written")
  const driver = openNodeDriver(at("tollgate.sqlite"))
  driver.exec("UPDATE journal_entry SET postings = '[ ]' WHERE sequence = 3")
  expect(await refusalOf(folder.path, "export", "--out", at("x"))).toMatch(
    /cannot be read: .*postings.*verify/,
  )
  driver.close()
  for (const file of ["x", "x.part"]) expect(() => statSync(at(file))).toThrow()
})

it("[MOVE-14] an address or a key that is none is told before anything is asked", async () => {
  const file = at("whole.ndjson")
  expect(await refusalOf(at("into"), "import", file, "--to", "nowhere")).toContain(
    "not the address of a server",
  )
  expect(await refusalOf(at("into"), "import", file, "--to", "http://127.0.0.1:1")).toContain(
    "TOLLGATE_OPERATOR_KEY",
  )
  expect(
    await refusalOf(at("into"), "export", "--from", "http://127.0.0.1:1", "--secrets", "--out", at("x")),
  ).toContain("do not leave a server over HTTP")
})
