import { cli } from "@custom-elements-manifest/analyzer/cli.js"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Declaration, Manifest, ManifestModule, Member } from "./manifest.ts"

const WIDGET = join(import.meta.dirname, "../..")
const NPM = "dist/npm"

/** The manifest of the elements as their docstrings have it: what is public, by the paths of the npm package. */
export async function analyze(): Promise<Manifest> {
  const found = (await cli({
    argv: [
      "analyze",
      "--quiet",
      "--litelement",
      "--globs",
      "src/**/*.ts",
      "--exclude",
      "src/**/*.test.ts",
      "src/testing/**",
    ],
    cwd: WIDGET,
    noWrite: true,
  })) as Manifest
  const tags = tagsByClass()
  const events = eventsByName(found)
  const modules = found.modules
    .filter(({ path }) => isPublic(path))
    .map((module) => ({
      ...module,
      path: published(module.path),
      declarations: (module.declarations ?? [])
        .filter(({ kind }) => kind === "class")
        .map((declaration) => tidy(declaration, { tag: tags.get(declaration.name), events })),
      exports: [
        ...(module.exports ?? []),
        ...(module.declarations ?? []).flatMap(({ name }) => {
          const tag = tags.get(name)
          const declaration = { name, module: published(module.path) }
          return tag === undefined ? [] : [{ kind: "custom-element-definition", name: tag, declaration }]
        }),
      ],
    }))
    .filter(({ declarations }) => declarations.length > 0)
    .toSorted((left, right) => (left.path < right.path ? -1 : 1))
  return JSON.parse(
    JSON.stringify({ schemaVersion: "2.1.0", readme: "README.md", modules }),
    renamePaths,
  ) as Manifest
}

/** Elements, what they are built on, and their events: what a page meets. */
function isPublic(path: string): boolean {
  const [, folder = "", file = ""] = path.split("/")
  return file === `${folder}.ts` || folder === "events" || path === "src/internal/tollgate-element.ts"
}

/** `define.ts` of each element says its tag: `define("wallet-balance", WalletBalance)`. */
function tagsByClass(): ReadonlyMap<string, string> {
  const folders = readdirSync(join(WIDGET, "src"), { recursive: true, encoding: "utf8" })
  return new Map(
    folders
      .filter((path) => path.endsWith("/define.ts"))
      .flatMap((path) => [
        ...readFileSync(join(WIDGET, "src", path), "utf8").matchAll(/define\("([\w-]+)", (\w+)\)/g),
      ])
      .map(([, tag = "", name = ""]) => [name, tag] as const),
  )
}

/** The class of each event, by the name that its `eventName` gives. */
function eventsByName({ modules }: Manifest): ReadonlyMap<string, string> {
  const classes = modules.flatMap(({ declarations = [] }: ManifestModule) => declarations)
  return new Map(
    classes.flatMap(({ name, members = [] }) =>
      members
        .filter((member) => member.name === "eventName" && member.static === true)
        .map((member) => [(member.default ?? "").replaceAll(/["']/g, ""), name] as const),
    ),
  )
}

function tidy(
  declaration: Declaration,
  { tag, events }: { readonly tag: string | undefined; readonly events: ReadonlyMap<string, string> },
): Declaration {
  const attributes = new Map(
    (declaration.attributes ?? []).map((attribute) => [attribute.fieldName, attribute]),
  )
  return {
    ...declaration,
    ...(tag === undefined ? {} : { tagName: tag, customElement: true }),
    members: (declaration.members ?? []).filter(isPublicMember).map((member) => ({
      ...member,
      description: member.description ?? attributes.get(member.name)?.description ?? "",
    })),
    events: (declaration.events ?? []).map((event) => ({
      ...event,
      type: { text: events.get(event.name) ?? "Event" },
    })),
  }
}

/** Lit's own methods and those that the session calls are no one else's. */
function isPublicMember({ name, privacy, description }: Member): boolean {
  return (
    privacy !== "private" &&
    privacy !== "protected" &&
    !name.startsWith("#") &&
    !/@internal/.test(description ?? "")
  )
}

function published(path: string): string {
  return path.replace(/^\/?src\//, `${NPM}/`).replace(/\.ts$/, ".js")
}

function renamePaths(key: string, value: unknown): unknown {
  return key === "module" && typeof value === "string" ? published(value) : value
}
