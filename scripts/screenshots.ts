// What `pnpm screenshots` runs: the pictures of the portal that the README shows, and that of invoices, taken anew.
import { join } from "node:path"
import { takeInvoicePicture } from "../test/embed/support/invoice-picture.ts"
import { takePictures } from "../test/embed/support/portal-pictures.ts"
import { buildElements } from "./build-elements.ts"

await buildElements()
const folder = join(import.meta.dirname, "../docs/images")
for (const path of [...(await takePictures(folder)), await takeInvoicePicture(folder)]) {
  process.stdout.write(`${path}\n`)
}
