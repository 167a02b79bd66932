import { sendKeys } from "@web/test-runner-commands"
import { expect } from "chai"
import { html, LitElement } from "lit"
import { expectAccessible } from "./expect-accessible.ts"
import { fixture } from "./fixture.ts"
import { takeConsoleErrors } from "./guard-console.ts"
import { setTheme, withWidth } from "./page.ts"
import { nextEvent, until } from "./until.ts"

customElements.define(
  "test-greeting",
  class extends LitElement {
    override render() {
      return html`<button @click=${() => this.dispatchEvent(new Event("greet"))}>Hello</button>`
    }
  },
)

/** The message of what `run` rejects with. */
async function refusal(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => "",
    (error: Error) => error.message,
  )
}

describe("the helpers of these tests", () => {
  it("puts elements into the page, rendered, and takes them out after the test", async () => {
    const element = await fixture("<test-greeting></test-greeting>")
    expect(element.shadowRoot?.textContent).to.contain("Hello")
    expect(document.querySelectorAll("test-greeting")).to.have.length(1)
  })

  it("presses real keys", async () => {
    const element = await fixture("<test-greeting></test-greeting>")
    expect(document.querySelectorAll("test-greeting")).to.have.length(1)
    const greeted = nextEvent(element, "greet")
    await sendKeys({ press: "Tab" })
    await sendKeys({ press: "Enter" })
    await greeted
  })

  it("sets theme and width", async () => {
    const paragraph = await fixture("<p style='color: light-dark(rgb(1, 1, 1), rgb(2, 2, 2))'></p>")
    await setTheme("dark")
    expect(getComputedStyle(paragraph).color).to.equal("rgb(2, 2, 2)")
    await withWidth(320)
    expect(innerWidth).to.equal(320)
  })

  it("undoes theme and width", async () => {
    const paragraph = await fixture("<p style='color: light-dark(rgb(1, 1, 1), rgb(2, 2, 2))'></p>")
    expect(getComputedStyle(paragraph).color).to.equal("rgb(1, 1, 1)")
    expect(innerWidth).not.to.equal(320)
  })

  it("accepts an accessible element", async () => {
    await expectAccessible(await fixture("<test-greeting></test-greeting>"))
  })

  it("names what is not accessible, and in which theme", async () => {
    const nameless = await fixture("<div><button></button></div>")
    expect(await refusal(expectAccessible(nameless))).to.contain("button-name")
    const faint = await fixture(
      "<p style='background: light-dark(white, black); color: light-dark(black, #333)'>Text</p>",
    )
    expect(await refusal(expectAccessible(faint))).to.match(/dark theme.*color-contrast/s)
  })

  it("hears what the console is told of", () => {
    console.error("something", "broke")
    expect(takeConsoleErrors()).to.deep.equal(["something broke"])
  })

  it("waits for what is not there yet, and not for ever", async () => {
    let looks = 0
    expect(await until(() => ++looks > 2 && "here")).to.equal("here")
    expect(await refusal(until(() => null, 20))).to.equal("waited in vain for () => null")
  })
})
