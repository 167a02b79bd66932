import { SaxesParser } from "saxes"

/** How deep elements may stand inside each other; a workbook's own are less than ten deep. */
export const XML_DEPTH_MAX = 64

/** What is told of a document, in its order. Names of elements come without their prefix, those of attributes with it. */
export interface XmlHandlers {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void
  readonly text?: (text: string) => void
  readonly close?: (name: string) => void
}

/**
 * Whether `bytes` are well-formed XML in UTF-8; the handlers have then been told all of it, else a part. An entity that
 * XML itself does not define is a fault, so none can grow.
 */
export function readXml(bytes: Uint8Array, { open, text, close }: XmlHandlers): boolean {
  const parser = new SaxesParser({ xmlns: false })
  let depth = 0
  parser.on("error", () => {
    throw new XmlFault()
  })
  parser.on("opentag", ({ name, attributes }) => {
    depth++
    if (depth > XML_DEPTH_MAX) throw new XmlFault()
    open(localName(name), attributes)
  })
  if (text !== undefined) {
    parser.on("text", text)
    parser.on("cdata", text)
  }
  parser.on("closetag", ({ name }) => {
    depth--
    close?.(localName(name))
  })
  let document: string
  try {
    document = new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return false
  }
  try {
    parser.write(document).close()
  } catch (error) {
    if (error instanceof XmlFault) return false
    throw error
  }
  return true
}

/** Ends the reading at the first fault: what follows one can hold millions more. */
class XmlFault extends Error {
  override readonly name = "XmlFault"
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1)
}
