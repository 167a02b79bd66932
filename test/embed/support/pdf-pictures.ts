import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { openBrowser } from "./open-browser.ts"

/** Dots a point: sharp on paper at some 150 dots an inch. */
const SCALE = 2
const PDFJS = fileURLToPath(import.meta.resolve("unpdf/pdfjs"))

/** The pages of PDFs as PNG, drawn by PDF.js in Chromium: a reader that is not ours. */
export async function pdfPictures(pdfs: readonly Uint8Array[]): Promise<readonly (readonly Buffer[])[]> {
  const browser = await openBrowser()
  try {
    const page = await browser.newPage()
    const library = readFileSync(PDFJS).toString("base64")
    const all: Buffer[][] = []
    for (const pdf of pdfs) {
      const pictures = await page.evaluate(drawPages, library, Buffer.from(pdf).toString("base64"), SCALE)
      all.push(pictures.map((picture) => Buffer.from(picture, "base64")))
    }
    return all
  } finally {
    await browser.close()
  }
}

/** Runs in the browser. */
async function drawPages(library: string, pdf: string, scale: number): Promise<string[]> {
  const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  const url = URL.createObjectURL(new Blob([bytesOf(library)], { type: "text/javascript" }))
  const { getDocument } = (await import(url)) as typeof import("unpdf/pdfjs")
  const document = await getDocument({ data: bytesOf(pdf) }).promise
  const pictures: string[] = []
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number)
    const viewport = page.getViewport({ scale })
    const canvas = globalThis.document.createElement("canvas")
    canvas.width = viewport.width
    canvas.height = viewport.height
    await page.render({ canvas, viewport }).promise
    pictures.push(canvas.toDataURL("image/png").split(",")[1] ?? "")
  }
  return pictures
}
