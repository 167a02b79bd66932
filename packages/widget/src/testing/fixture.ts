import type { LitElement } from "lit"
import "./guard-console.ts"

const places: HTMLElement[] = []

afterEach(() => {
  for (const place of places.splice(0)) place.remove()
})

/**
 * The first element of this HTML, in the page and rendered once; removed after the test. Elements that load something have not
 * done so yet: wait with `until`. An error that the console is told of fails the test.
 */
export async function fixture<E extends HTMLElement = HTMLElement>(html: string): Promise<E> {
  const place = document.createElement("div")
  place.innerHTML = html
  places.push(place)
  document.body.append(place)
  const element = place.firstElementChild as E | null
  if (element === null) throw new Error(`no element in ${html}`)
  await rendered(place)
  return element
}

/** Resolves when no Lit element under this one has an update left to draw. */
export async function rendered(root: ParentNode): Promise<void> {
  for (const element of root.querySelectorAll("*")) {
    if (!isLit(element)) continue
    while (!(await element.updateComplete));
    if (element.shadowRoot !== null) await rendered(element.shadowRoot)
  }
}

function isLit(element: Element): element is LitElement {
  return "updateComplete" in element
}
