import { elementsOf, typeOf, type ElementDeclaration, type Manifest, type Named } from "./manifest.ts"

interface Package {
  readonly name: string
  readonly version: string
}

/** What VS Code completes in HTML (`html.customData`). */
export function vsCodeData(manifest: Manifest): object {
  return {
    version: 1.1,
    tags: elementsOf(manifest).map((element) => ({
      name: element.tagName,
      description: describe(element),
      attributes: (element.attributes ?? []).map((attribute) => ({
        name: attribute.name,
        description: attribute.description ?? "",
        ...(isBoolean(attribute) ? { valueSet: "v" } : {}),
        values: valuesOf(attribute).map((name) => ({ name })),
      })),
    })),
  }
}

/** What JetBrains' editors complete (web-types). */
export function webTypes(manifest: Manifest, { name, version }: Package): object {
  return {
    $schema: "https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json",
    name,
    version,
    "js-types-syntax": "typescript",
    "description-markup": "markdown",
    contributions: {
      html: {
        elements: elementsOf(manifest).map((element) => ({
          name: element.tagName,
          description: describe(element),
          attributes: (element.attributes ?? []).map((attribute) => ({
            ...named(attribute),
            value: isBoolean(attribute) ? { kind: "no-value" } : { type: typeOf(attribute) },
          })),
          slots: (element.slots ?? []).map(named),
          js: {
            properties: propertiesOf(element).map((property) => ({
              ...named(property),
              type: typeOf(property),
            })),
            events: (element.events ?? []).map((event) => ({ ...named(event), type: typeOf(event) })),
          },
          css: {
            parts: (element.cssParts ?? []).map(named),
            properties: (element.cssProperties ?? []).map(named),
          },
        })),
      },
    },
  }
}

function named({ name, description }: Named): { readonly name: string; readonly description: string } {
  return { name, description: description ?? "" }
}

function describe({ summary, description }: ElementDeclaration): string {
  return [summary, description].filter((text) => text !== undefined && text !== "").join("\n\n")
}

function propertiesOf({ members = [] }: ElementDeclaration): readonly Named[] {
  return members.filter(({ kind, readonly }) => kind === "field" && readonly !== true)
}

function isBoolean(attribute: Named): boolean {
  return typeOf(attribute) === "boolean"
}

/** The words that the type allows: `"compact"` of `"compact" | "wide"`. */
function valuesOf(attribute: Named): readonly string[] {
  return [...typeOf(attribute).matchAll(/"([^"]+)"/g)].map(([, value]) => value!)
}
