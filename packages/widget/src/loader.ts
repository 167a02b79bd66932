import { configure, page, type TollgateOptions } from "./session/page.ts"

/** Files of each element, its own first, as the build wrote them; relative to this script. */
declare const __FILES__: Readonly<Record<string, readonly string[]>>
declare const __VERSION__: string

const files = __FILES__
const base = new URL("./", import.meta.url)
const tags = Object.keys(files)
const asked = new Set<string>()
/** After a chunk that did not come: the network may be back. */
const AGAIN_MS = 5_000
/** A page may trust scripts by nonce only: what this one fetches ahead has its own. */
const nonce = document.querySelector<HTMLScriptElement>(`script[src="${import.meta.url}"]`)?.nonce

/** Fetches the code of an element the first time that the page has it. Rule UI-LOAD-1. */
function load(tag: string): void {
  if (asked.has(tag) || customElements.get(tag) !== undefined) return
  asked.add(tag)
  const [own = "", ...shared] = files[tag] ?? []
  // All at once, rather than one after the other as each is read.
  for (const file of shared) {
    const link = document.createElement("link")
    link.rel = "modulepreload"
    if (nonce) link.nonce = nonce
    link.href = new URL(file, base).href
    document.head.append(link)
  }
  import(/* @vite-ignore */ new URL(own, base).href).catch(() => {
    asked.delete(tag)
    setTimeout(() => document.querySelector(tag) && load(tag), AGAIN_MS)
  })
}

function find(root: Element | Document): void {
  for (const { localName } of root.querySelectorAll(tags.join())) load(localName)
}

const global = globalThis as { Tollgate?: Partial<TollgateGlobal> & TollgateOptions }
const before = global.Tollgate ?? {}
if (before.configure === undefined) {
  // A page may say its options before the script is there: `window.Tollgate = { getToken }`.
  configure({ baseUrl: base.href, ...page.options, ...before })
  global.Tollgate = { configure, version: __VERSION__ }
}

find(document)
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      if (!(node instanceof Element)) continue
      if (tags.includes(node.localName)) load(node.localName)
      find(node)
    }
  }
}).observe(document.documentElement, { childList: true, subtree: true })
/** What `window.Tollgate` is once the script has run. */
export interface TollgateGlobal {
  configure(options: TollgateOptions): void
  readonly version: string
}
