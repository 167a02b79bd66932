// PDFs in tests are those that the server on Node makes.
export { nodeInvoicePdf, readPdfParts } from "../runtime/node-pdf.ts"
