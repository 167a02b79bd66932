import type { Fixture } from "./make-fixtures.ts"

/** The fixture as JSON, a line for each answer: a change of the server's shows as the lines that it changed. */
export function formatFixture({ walletId, at, answers, exchanges }: Fixture): string {
  const lines = Object.entries(answers).map(
    ([request, body]) => `${JSON.stringify(request)}: ${JSON.stringify(body)}`,
  )
  const head = `"walletId": ${JSON.stringify(walletId)},\n"at": ${JSON.stringify(at)}`
  const asked = exchanges.map((one) => JSON.stringify(one))
  return `{\n${head},\n"answers": {\n${lines.join(",\n")}\n},\n"exchanges": [\n${asked.join(",\n")}\n]\n}\n`
}
