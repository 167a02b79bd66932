import { transform } from "lightningcss"
import type { Plugin } from "rolldown"
import { parseSync } from "rolldown/utils"

/** A node of the syntax tree, as far as it is walked. */
interface Node {
  readonly type?: string
  readonly start?: number
  readonly end?: number
  readonly [member: string]: unknown
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Shortens what is in Lit's `css` and `html` templates, which no minifier of scripts touches. Whitespace with a line break
 * at a tag's edge goes, and becomes one space elsewhere; what must stay a space is written within a line.
 */
export function minifyTemplates(): Plugin {
  return {
    name: "minify-templates",
    transform: {
      filter: { id: /\/src\/.*\.ts$/, code: /(?:html|css)`/ },
      handler(code, id) {
        const edits: Edit[] = []
        const { program } = parseSync(id, code)
        visit(program as unknown as Node, code, edits)
        let minified = code
        for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) {
          minified = minified.slice(0, start) + text + minified.slice(end)
        }
        return { code: minified }
      },
    },
  }
}

function visit(node: Node, code: string, edits: Edit[]): void {
  if (node.type === "TaggedTemplateExpression") {
    const tag = (node["tag"] as Node)["name"]
    const quasis = (node["quasi"] as Node)["quasis"] as (Node & { value: { raw: string } })[]
    for (const { start: from = 0, value } of quasis) {
      // A quasi's own range holds its delimiters as well.
      const start = code.indexOf(value.raw, from)
      const end = start + value.raw.length
      if (tag === "html") edits.push({ start, end, text: minifyHtml(value.raw) })
      if (tag === "css" && quasis.length === 1) edits.push({ start, end, text: minifyCss(value.raw) })
    }
  }
  for (const child of Object.values(node)) {
    for (const one of Array.isArray(child) ? child : [child]) {
      if (typeof one === "object" && one !== null) visit(one as Node, code, edits)
    }
  }
}

function minifyHtml(text: string): string {
  return text
    .replace(/>\s*\n\s*/g, ">")
    .replace(/\s*\n\s*(?=<)/g, "")
    .replace(/\s*\n\s*(?=>)/g, "")
    .replace(/\s*\n\s*/g, " ")
}

function minifyCss(text: string): string {
  const { code } = transform({ filename: "styles.css", code: Buffer.from(text), minify: true })
  return code.toString().replaceAll("\\", "\\\\")
}
