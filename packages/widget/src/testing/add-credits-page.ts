import type { AddCredits } from "../add-credits/add-credits.ts"
import type { Checkout } from "../session/types.ts"
import { offerCheckout } from "./fake-checkout.ts"
import { type FakeServer, type FixtureName, serve } from "./fake-server.ts"
import { fixture } from "./fixture.ts"
import { until } from "./until.ts"

const realOpen = window.open.bind(window)

/** A tab that the element opened; the browser's own would stay open. */
export interface OpenedTab {
  readonly urls: string[]
  isClosed: boolean
}

afterEach(() => {
  window.open = realOpen
  sessionStorage.clear()
})

/** From now on tabs are only counted; with `blocked`, none opens. */
export function countTabs(how: "" | "blocked" = ""): readonly OpenedTab[] {
  const tabs: OpenedTab[] = []
  window.open = () => {
    if (how === "blocked") return null
    const tab: OpenedTab = { urls: [], isClosed: false }
    tabs.push(tab)
    return {
      document: document.implementation.createHTMLDocument(),
      closed: false,
      location: { replace: (url: string) => tab.urls.push(url) },
      close: () => (tab.isClosed = true),
    } as unknown as Window
  }
  return tabs
}

export interface Shown {
  readonly server: FakeServer
  readonly element: AddCredits
}

/** The element on a server that takes payments, its first price shown. */
export async function showAddCredits(
  {
    name = "typical",
    attributes = 'locale="en-US"',
    checkout = {},
    scopes,
    prepare = () => undefined,
  }: {
    readonly name?: FixtureName
    readonly attributes?: string
    readonly checkout?: Partial<Checkout>
    readonly scopes?: readonly string[]
    readonly prepare?: (server: FakeServer) => void
  } = {},
  isShown: (element: AddCredits) => unknown = (element) => hasPrice(element),
): Promise<Shown> {
  const server = await serve(name)
  offerCheckout(server, checkout)
  prepare(server)
  const token = server.token(scopes === undefined ? {} : { scopes })
  const element = await fixture<AddCredits>(
    `<add-credits ${server.attributes(token)} ${attributes}></add-credits>`,
  )
  await until(() => isShown(element) && server.streams.count > 0)
  return { server, element }
}

/** Whether the price of what stands there has come. */
export function hasPrice(element: AddCredits): boolean {
  return part(element, "price")?.getAttribute("aria-busy") === "false"
}

export function part(element: Element, name: string): HTMLElement | null {
  return element.shadowRoot!.querySelector(`:not(.bones *)[part="${name}"]`)
}

export function text(element: Element): string {
  return (element.shadowRoot!.querySelector("section")?.textContent ?? "").replaceAll(/\s+/g, " ").trim()
}

/** The input, select or button with this id or these words. */
export function control(element: Element, name: string): HTMLInputElement {
  const root = element.shadowRoot!
  const found =
    root.querySelector<HTMLInputElement>(`#${CSS.escape(name)}`) ??
    [...root.querySelectorAll<HTMLInputElement>("button, a, label")].find(
      ({ textContent }) => textContent.trim() === name,
    )
  if (found === undefined) throw new Error(`no ${name} in: ${text(element)}`)
  return found
}

/** Types into a field, as a reader does but for the single keys. */
export function type(element: Element, id: string, value: string): void {
  const input = control(element, id)
  input.value = value
  input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }))
}

/** "Other" with this typed into it. */
export async function typeAmount(element: AddCredits, value: string): Promise<void> {
  control(element, "Other").click()
  await until(() => element.shadowRoot!.querySelector("#typed"))
  type(element, "typed", value)
}

export async function pay(element: AddCredits): Promise<void> {
  await element.updateComplete
  part(element, "pay")!.click()
}
