// What a PDF of an invoice takes on Node. Prints its rows as JSON lines; see docs/benchmarks.md.
import { median, report, timeOf } from "../../engine/bench/measure.ts"
import { EXAMPLES } from "../src/invoices/pdf/testing-invoice.ts"
import { nodeInvoicePdf } from "../src/runtime/node-pdf.ts"

const WARM_UPS = 20
const REPETITIONS = 100
/** Above it a worker thread would be due. */
const MILLISECONDS_MAX = 20
const KB = 1024
const MB = KB * KB

const write = nodeInvoicePdf({ invoice: async () => EXAMPLES.en })
const before = process.memoryUsage().rss
const first = await timeOf(async () => void (await write(EXAMPLES.en)))
report({
  what: "the first PDF of a process, fonts and HarfBuzz included",
  measured: `${first.toFixed(0)} ms; RSS ${((process.memoryUsage().rss - before) / MB).toFixed(0)} MB more`,
  budget: "",
  met: null,
})
const examples = [
  ["an invoice in English", EXAMPLES.en],
  ["a tax invoice in Hindi", EXAMPLES.hi],
  ["a credit note in Arabic", EXAMPLES.ar],
  ["an invoice of 40 lines, two pages", EXAMPLES.pt],
] as const
for (let round = 0; round < WARM_UPS; round += 1) for (const [, invoice] of examples) await write(invoice)
for (const [what, invoice] of examples) {
  const took: number[] = []
  let bytes = 0
  for (let round = 0; round < REPETITIONS; round += 1) {
    took.push(await timeOf(async () => void (bytes = (await write(invoice)).length)))
  }
  const milliseconds = median(took)
  report({
    what: `PDF of ${what}`,
    measured: `${milliseconds.toFixed(1)} ms, ${(bytes / KB).toFixed(0)} KB`,
    budget: `under ${MILLISECONDS_MAX} ms`,
    met: milliseconds < MILLISECONDS_MAX,
  })
}
report({
  what: "memory after 480 PDFs",
  measured: `RSS ${((process.memoryUsage().rss - before) / MB).toFixed(0)} MB more than before the first`,
  budget: "",
  met: null,
})
