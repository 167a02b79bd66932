import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { dataFolder, startProcess } from "../support/process-host.ts"

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8")

/** The blocks of one language, in order. */
function blocks(language: string): string[] {
  return [...README.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].flatMap(([, name, text]) =>
    name === language ? [text!] : [],
  )
}

it("[DEMO-8] the first curl of the README is answered as the README says, and charged once", async () => {
  const curl = blocks("sh").find((block) => block.startsWith("curl "))!
  const [path, body] = [/8787(\S+) /.exec(curl)?.[1] ?? "", /-d '([\s\S]*)'\n$/.exec(curl)?.[1] ?? ""]
  const sent = body.replace("'$(date +%s)'", String(Math.floor(Date.now() / 1000)))
  const [first, again, message] = blocks("json").map((block) => JSON.parse(block) as Record<string, unknown>)

  const folder = dataFolder()
  const demo = { TOLLGATE_DEMO: "1", TOLLGATE_META_APP_SECRET: "", TOLLGATE_GUPSHUP_TOKEN: "" }
  const server = await startProcess(folder.path, demo)
  try {
    const anyone = server.operator.as("")
    expect((await anyone.post(path, JSON.parse(sent))).body).toEqual(first)
    expect((await anyone.post(path, JSON.parse(sent))).body).toEqual(again)
    const listed = await server.operator.get("/v1/wallets/wal_demo_acme/messages?limit=1")
    expect(listed.body.data[0]).toMatchObject(message!)
  } finally {
    await server.end("SIGTERM")
    folder.remove()
  }
})

it("[RUN-1] every variable of the README is read, and every variable that is read is in the README", () => {
  const source = ["environment", "payment-environment"]
    .map((name) => new URL(`../../packages/server/src/runtime/${name}.ts`, import.meta.url))
    .map((url) => readFileSync(url, "utf8"))
    .join("\n")
  const read = new Set(source.match(/^ {2}[A-Z_]+(?=: )/gm)?.map((name) => name.trim()))
  const named = new Set(
    README.match(/`(?:PORT|HOST|DATABASE_URL|SMTP_URL|(?:TOLLGATE|STRIPE|RAZORPAY)_[A-Z_]+)`/g)?.map((one) =>
      one.slice(1, -1),
    ),
  )
  expect([...named].toSorted()).toEqual([...read].toSorted())
})
