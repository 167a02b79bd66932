import { utf8ToBytes } from "@noble/hashes/utils.js"
import { zlibSync } from "fflate"

/** A reference to an object of the file. */
export type Reference = string

/** Objects of a PDF 1.7 (ISO 32000-1), numbered as they come; the same objects give the same bytes. */
export interface PdfObjects {
  /** Numbers an object before it is there. */
  reserve(): Reference
  /** Adds an object, or fills one that was reserved. */
  add(body: string, reference?: Reference): Reference
  addStream(dictionary: string, bytes: Uint8Array, reference?: Reference): Reference
  /** The whole file. @param id - 32 hex digits, the same for the same document */
  finish(trailer: { readonly root: Reference; readonly info: Reference; readonly id: string }): Uint8Array
}

const DEFLATE_LEVEL = 6

export function createPdfObjects(): PdfObjects {
  const bodies: (Uint8Array | undefined)[] = []
  const put = (body: Uint8Array, reference: Reference | undefined): Reference => {
    if (reference === undefined) {
      bodies.push(body)
      return `${bodies.length} 0 R`
    }
    bodies[Number.parseInt(reference, 10) - 1] = body
    return reference
  }
  return {
    reserve: () => {
      bodies.push(undefined)
      return `${bodies.length} 0 R`
    },
    add: (body, reference) => put(utf8ToBytes(body), reference),
    addStream: (dictionary, bytes, reference) => {
      const packed = zlibSync(bytes, { level: DEFLATE_LEVEL })
      const head = `<<${dictionary} /Filter /FlateDecode /Length ${packed.length}>>\nstream\n`
      return put(concat([utf8ToBytes(head), packed, utf8ToBytes("\nendstream")]), reference)
    },
    finish: ({ root, info, id }) => {
      // The four bytes above 127 tell mail programs that this is no text.
      const parts: Uint8Array[] = [Uint8Array.of(...utf8ToBytes("%PDF-1.7\n%"), 0xe2, 0xe3, 0xcf, 0xd3, 0x0a)]
      let length = parts[0]!.length
      const offsets = bodies.map((body, index) => {
        if (body === undefined) throw new Error(`object ${index + 1} was reserved and not added`)
        const at = length
        for (const part of [utf8ToBytes(`${index + 1} 0 obj\n`), body, utf8ToBytes("\nendobj\n")]) {
          parts.push(part)
          length += part.length
        }
        return at
      })
      const entries = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")
      parts.push(
        utf8ToBytes(
          `xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n${entries}` +
            `trailer\n<</Size ${bodies.length + 1} /Root ${root} /Info ${info} /ID [<${id}> <${id}>]>>\n` +
            `startxref\n${length}\n%%EOF\n`,
        ),
      )
      return concat(parts)
    },
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** A text as PDF has it: UTF-16 with its mark, in hexadecimal digits, so that no character of it can end it. */
export function pdfText(text: string): string {
  return `<FEFF${utf16Hex(text)}>`
}

export function utf16Hex(text: string): string {
  let hex = ""
  for (let index = 0; index < text.length; index += 1)
    hex += text.charCodeAt(index).toString(16).padStart(4, "0")
  return hex.toUpperCase()
}

/** A number with at most three decimals and no exponent. */
export function pdfNumber(value: number): string {
  return String(Math.round(value * 1000) / 1000 + 0)
}
