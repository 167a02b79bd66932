import { elementsOf, typeOf, type ElementDeclaration, type Manifest, type Named } from "./manifest.ts"

const BEGIN = "<!-- elements: made by `pnpm manifest` -->"
const END = "<!-- /elements -->"

/** The document with what stands between its markers made anew from the manifest. */
export function withTables(document: string, manifest: Manifest): string {
  const [before, rest] = document.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`no ${BEGIN} ... ${END} in the document`)
  return `${before}${BEGIN}\n\n${tables(manifest)}\n${END}${after}`
}

function tables(manifest: Manifest): string {
  const elements = elementsOf(manifest)
  const common = elements[0]?.attributes?.filter(({ inheritedFrom }) => inheritedFrom !== undefined) ?? []
  return [
    "### All elements\n",
    table(
      ["Attribute", "Type", ""],
      common.map((attribute) => [code(attribute.name), code(typeOf(attribute)), text(attribute)]),
    ),
    table(["Custom property", "Default", ""], customProperties(elements)),
    ...elements.flatMap(section),
  ].join("\n")
}

function section(element: ElementDeclaration): readonly string[] {
  const own = (element.attributes ?? []).filter(({ inheritedFrom }) => inheritedFrom === undefined)
  const theirs = element.cssProperties?.filter(({ name }) => isOwnProperty(name, element.tagName)) ?? []
  return [
    `### \`<${element.tagName}>\`\n\n${element.summary ?? ""}\n`,
    table(
      ["Attribute", "Type", ""],
      own.map((attribute) => [code(attribute.name), code(typeOf(attribute)), text(attribute)]),
    ),
    table(
      ["Event", "Class", ""],
      (element.events ?? []).map((event) => [code(event.name), code(typeOf(event)), text(event)]),
    ),
    table(
      ["Slot", ""],
      (element.slots ?? []).map((slot) => [slot.name === "" ? "(default)" : code(slot.name), text(slot)]),
    ),
    table(
      ["Part", ""],
      (element.cssParts ?? []).map((part) => [code(part.name), text(part)]),
    ),
    table(["Custom property", "Default", ""], theirs.map(property)),
  ].filter((part) => part !== "")
}

/** What all elements share; the first description counts. */
function customProperties(elements: readonly ElementDeclaration[]): readonly (readonly string[])[] {
  const shared = new Map<string, Named>()
  for (const { cssProperties = [], tagName } of elements) {
    for (const one of cssProperties)
      if (!isOwnProperty(one.name, tagName) && !shared.has(one.name)) shared.set(one.name, one)
  }
  return [...shared.values()].map(property)
}

/** `--tollgate-usage-breakup-...` is the element's own. */
function isOwnProperty(name: string, tagName: string): boolean {
  return name.startsWith(`--tollgate-${tagName}-`)
}

function property(one: Named): readonly string[] {
  return [code(one.name), one.default === undefined ? "" : code(one.default), text(one)]
}

function code(words: string): string {
  return `\`${words.replaceAll("|", String.raw`\|`)}\``
}

/** Tags stand as text, but where they are code already. */
function text({ description = "" }: Named): string {
  const parts = description
    .replaceAll("\n", " ")
    .replaceAll("|", String.raw`\|`)
    .split("`")
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replaceAll("<", "&lt;"))).join("`")
}

/** A table of Markdown and an empty line; nothing without rows. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ""
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`
  return `${[line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n")}\n`
}
