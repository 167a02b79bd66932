import { bytesToHex } from "@noble/hashes/utils.js"
import { sha256 } from "@noble/hashes/sha2.js"
import type { Invoice } from "../../catalog/invoice-records.ts"
import type { AppContext } from "../../http/app-env.ts"
import { isKnownTag } from "../../http/etag.ts"
import { ProblemError } from "../../problem.ts"

const TAG_HEX = 32

/** `invoice-INV-2026-000001.pdf`. A prefix of numbers is letters, digits and hyphens. */
export function pdfFileName({ kind, number }: Pick<Invoice, "kind" | "number">): string {
  return `${kind === "invoice" ? "invoice" : "credit-note"}-${number}.pdf`
}

/** An invoice as a file to be saved. Rule PDF-1. */
export async function sendPdf(c: AppContext, invoice: Invoice): Promise<Response> {
  const { invoicePdf } = c.get("deps")
  if (invoicePdf === undefined) {
    throw new ProblemError("unprocessable", { detail: "This server makes no PDFs. Ask for JSON." })
  }
  const bytes = await invoicePdf(invoice)
  // Of the bytes, as another version of the program may draw the same invoice in another way.
  const etag = `"${bytesToHex(sha256(bytes)).slice(0, TAG_HEX)}"`
  c.header("ETag", etag)
  c.header("Cache-Control", "private, no-cache")
  if (isKnownTag(c.req.header("if-none-match"), etag)) return c.body(null, 304)
  c.header("Content-Type", "application/pdf")
  c.header("Content-Disposition", `attachment; filename="${pdfFileName(invoice)}"`)
  return c.body(bytes as Uint8Array<ArrayBuffer>)
}
