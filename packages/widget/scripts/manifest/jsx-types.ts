import { elementsOf, typeOf, type ElementDeclaration, type Manifest } from "./manifest.ts"

/**
 * Types of the elements in JSX, for React 19: properties by their names, attributes by theirs, events as `on` and the event's
 * name (`ontollgate-error`), which is how React 19 listens on a custom element.
 *
 * @param eventModules - module of each event's class, from the package's folder: `./events/wallet-events.js`
 */
export function jsxTypes(manifest: Manifest, eventModules: ReadonlyMap<string, string>): string {
  const elements = elementsOf(manifest)
  const events = new Set(elements.flatMap((element) => (element.events ?? []).map(typeOf)))
  const imports = [
    ...elements.map(({ name, source }) => `import type { ${name} } from "./${source}.js"`),
    ...[...events].flatMap((event) => {
      const module = eventModules.get(event)
      return module === undefined ? [] : [`import type { ${event} } from "${module}"`]
    }),
  ]
  return `${[...new Set(imports)].toSorted().join("\n")}
import type { DetailedHTMLProps, HTMLAttributes } from "react"

type Props<E extends HTMLElement, Names extends keyof E> = DetailedHTMLProps<HTMLAttributes<E>, E> & {
  [Name in Names]?: E[Name] | undefined
}

/** Every element by its tag, as JSX writes it. */
export interface TollgateElements {
${elements.map(entry).join("\n")}
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements extends TollgateElements {}
  }
}
`
}

function entry(element: ElementDeclaration): string {
  const attributes = element.attributes ?? []
  const fields = attributes.map(({ fieldName, name }) => JSON.stringify(fieldName ?? name))
  const lines = [
    ...attributes
      .filter(({ name, fieldName }) => name !== fieldName)
      .map((attribute) => `${JSON.stringify(attribute.name)}?: ${typeOf(attribute)} | undefined`),
    ...(element.events ?? []).map(
      (event) => `"on${event.name}"?: ((event: ${typeOf(event)}) => void) | undefined`,
    ),
  ]
  return `  /** ${element.summary ?? ""} */
  "${element.tagName}": Props<${element.name}, ${fields.join(" | ")}> & {
    ${lines.join("\n    ")}
  }`
}
