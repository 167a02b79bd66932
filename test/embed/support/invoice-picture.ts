import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { nodeInvoicePdf } from "@tollgate/server/runtime/node-pdf.ts"
import { EXAMPLES } from "@tollgate/server/invoices/pdf/testing-invoice.ts"
import { openBrowser } from "./open-browser.ts"
import { pdfPictures } from "./pdf-pictures.ts"

/** Pixels of a page in the picture, of which the lower part is left out where it is empty. */
const PAGE = { width: 560, height: 610, gap: 24 }

/** The picture of `docs/invoices.md`: a page of each example, as PDF.js draws it. */
export async function takeInvoicePicture(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const write = nodeInvoicePdf({ invoice: async () => EXAMPLES.en })
  const drawn = await pdfPictures(await Promise.all(Object.values(EXAMPLES).map((invoice) => write(invoice))))
  const images = drawn.map(([first]) => `<img src="data:image/png;base64,${first!.toString("base64")}">`)
  const browser = await openBrowser()
  try {
    const page = await browser.newPage()
    const [width, height] = [2 * PAGE.width + 3 * PAGE.gap, 2 * PAGE.height + 3 * PAGE.gap]
    await page.setViewport({ width, height })
    await page.setContent(`<style>
      body { margin: 0; padding: ${PAGE.gap}px; box-sizing: border-box; width: ${width}px; background: #d8dcdf;
        display: grid; grid-template-columns: 1fr 1fr; gap: ${PAGE.gap}px }
      img { width: ${PAGE.width}px; height: ${PAGE.height}px; object-fit: cover; object-position: top; background: #fff }
    </style>${images.join("")}`)
    const path = join(folder, "invoices.png") as `${string}.png`
    await page.screenshot({ path })
    return path
  } finally {
    await browser.close()
  }
}
