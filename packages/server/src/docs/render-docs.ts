import { PROBLEMS } from "../problem.ts"
import type { ApiDocument, Operation } from "../routes/openapi.ts"
import { exampleOf, type Schemas } from "./example-of.ts"
import { DOCS_SCRIPT, DOCS_STYLE } from "./page-assets.ts"

const METHODS = ["get", "post", "put", "patch", "delete"] as const

interface Listed {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/**
 * The whole page: operations by tag with their parameters, bodies and a call to copy, then the problem codes.
 *
 * @param baseUrl - what the calls begin with
 */
export function renderDocs(document: ApiDocument, baseUrl: string): string {
  const schemas = (document.components?.schemas ?? {}) as Schemas
  const byTag = operationsByTag(document)
  const { title, version, description = "" } = document.info
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} API</title>
<style>${DOCS_STYLE}</style>
</head>
<body>
<div class="page">
<nav aria-label="Operations">${[...byTag].map(renderNav).join("")}<a href="#problems">Problems</a></nav>
<main>
<h1>${escape(title)} API</h1>
<p class="soft">Version ${escape(version)}. ${escape(description)} The same as <a href="/openapi.json">OpenAPI 3.1</a>.</p>
<p>Amounts are decimal strings, instants ISO 8601. Send your key as <code>Authorization: Bearer …</code>.
Any POST or PUT takes an <code>Idempotency-Key</code>.</p>
${[...byTag].map((entry) => renderTag(entry, { schemas, baseUrl })).join("\n")}
${renderProblems()}
</main>
</div>
<script>${DOCS_SCRIPT}</script>
</body>
</html>`
}

function operationsByTag(document: ApiDocument): Map<string, Listed[]> {
  const byTag = new Map<string, Listed[]>()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = methods[method]
      if (operation === undefined) continue
      const tag = operation.tags?.[0] ?? "Other"
      byTag.set(tag, [...(byTag.get(tag) ?? []), { method, path, operation }])
    }
  }
  return byTag
}

function anchor({ method, path }: Listed): string {
  return `${method}-${path.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "")}`
}

function tagAnchor(tag: string): string {
  return `tag-${tag.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`
}

function renderNav([tag, listed]: readonly [string, readonly Listed[]]): string {
  const links = listed.map(
    (one) => `<li><a href="#${anchor(one)}">${escape(one.operation.summary ?? one.path)}</a></li>`,
  )
  return `<strong>${escape(tag)}</strong><ul>${links.join("")}</ul>`
}

interface Setting {
  readonly schemas: Schemas
  readonly baseUrl: string
}

function renderTag([tag, listed]: readonly [string, readonly Listed[]], setting: Setting): string {
  return `<h2 id="${tagAnchor(tag)}">${escape(tag)}</h2>${listed.map((one) => renderOperation(one, setting)).join("")}`
}

function renderOperation(listed: Listed, setting: Setting): string {
  const { method, path, operation } = listed
  const callers = operation["x-callers"] ?? []
  return `<section class="operation" id="${anchor(listed)}">
<header><h3>${escape(operation.summary ?? path)}</h3>
<p class="path"><span class="method ${method}">${method}</span> ${escape(path)}</p></header>
<div>
${operation.description === undefined ? "" : `<p>${prose(operation.description)}</p>`}
<p class="soft">${callers.length === 0 ? "Without a key." : `For: ${escape(callers.join(", "))}.`}</p>
${renderParameters(operation)}
${renderRequestBody(operation, setting.schemas)}
<h4>Call</h4>
<div class="copy"><button type="button" data-copy hidden>Copy</button><pre>${escape(curlOf(listed, setting))}</pre></div>
<h4>Answers</h4>
${Object.entries(operation.responses)
  .map((entry) => renderResponse(entry, setting.schemas))
  .join("")}
</div></section>`
}

function renderParameters({ parameters = [] }: Operation): string {
  if (parameters.length === 0) return ""
  const rows = parameters.map(({ name, in: place, required, description = "" }) => {
    const need = required === true ? "required" : "optional"
    return `<tr><td><code>${escape(name)}</code></td><td>${place}, ${need}</td><td>${prose(description)}</td></tr>`
  })
  return `<h4>Parameters</h4><table>${rows.join("")}</table>`
}

function renderRequestBody({ requestBody }: Operation, schemas: Schemas): string {
  if (requestBody === undefined) return ""
  const bodies = Object.entries(requestBody.content).map(([type, { schema }]) =>
    renderExample(type, schema, schemas),
  )
  return `<h4>Body</h4>${bodies.join("")}`
}

type Response = Operation["responses"][string]

function renderResponse(
  [status, { description, content = {} }]: readonly [string, Response],
  schemas: Schemas,
): string {
  const head = `<code>${status}</code> ${prose(description)}`
  const shown = Object.entries(content).filter(([type]) => type === "application/json")
  if (shown.length === 0) return `<p>${head}</p>`
  const examples = shown.map(([type, { schema }]) => renderExample(type, schema, schemas))
  return `<details><summary>${head}</summary>${examples.join("")}</details>`
}

function renderExample(type: string, schema: unknown, schemas: Schemas): string {
  if (type !== "application/json") return `<p><code>${escape(type)}</code></p>`
  return `<pre>${escape(JSON.stringify(exampleOf(schema ?? {}, schemas), null, 2))}</pre>`
}

function curlOf({ method, path, operation }: Listed, { schemas, baseUrl }: Setting): string {
  const lines = [`curl "${baseUrl}${path}"`]
  if (method !== "get") lines.push(`-X ${method.toUpperCase()}`)
  if ((operation.security ?? []).length > 0) lines.push('-H "Authorization: Bearer $TOLLGATE_KEY"')
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  if (type === "application/json") {
    const body = JSON.stringify(exampleOf(content?.schema ?? {}, schemas))
    lines.push('-H "Content-Type: application/json"', `-d '${body.replaceAll("'", "'\\''")}'`)
  } else if (type !== undefined) {
    lines.push(`-H "Content-Type: ${type}"`, "--data-binary @file")
  }
  return lines.join(" \\\n  ")
}

function renderProblems(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, { status, detail }]) =>
      `<tr id="problem-${code}"><td><code>${code}</code></td><td>${status}</td><td>${escape(detail)}</td></tr>`,
  )
  return `<h2 id="problems">Problems</h2><p>Answered as <code>application/problem+json</code>, with the code in <code>code</code>.</p>
<table><tr><th>Code</th><th>Status</th><th>Meaning</th></tr>${rows.join("")}</table>`
}

/** Text with what stands between backticks as code. */
function prose(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>")
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
}
