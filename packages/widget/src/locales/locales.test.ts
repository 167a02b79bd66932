import { expect } from "chai"
import type { Message, Messages } from "../internal/messages.ts"
import { serve } from "../testing/fake-server.ts"
import { fixture } from "../testing/fixture.ts"
import { until } from "../testing/until.ts"
import type { WalletBalance } from "../wallet-balance/wallet-balance.ts"
import "../wallet-balance/define.ts"
import { bundle as ar } from "./ar/index.ts"
import { addCredits } from "./en/add-credits.ts"
import { addCreditsLater } from "./en/add-credits-later.ts"
import { billingDetails } from "./en/billing-details.ts"
import { billingForm } from "./en/billing-form.ts"
import { common } from "./en/common.ts"
import { numberBalances } from "./en/number-balances.ts"
import { usageBreakup } from "./en/usage-breakup.ts"
import { usageDetails } from "./en/usage-details.ts"
import { walletBalance } from "./en/wallet-balance.ts"
import { bundle as es } from "./es/index.ts"
import { bundle as hi } from "./hi/index.ts"
import { bundle as id } from "./id/index.ts"
import { type Bundle, languageOf, tagOf } from "./locales.ts"
import { bundle as pt } from "./pt/index.ts"

const ENGLISH: Readonly<Record<string, Messages>> = {
  addCredits: { ...addCredits, ...addCreditsLater, ...billingForm },
  billingDetails: { ...billingDetails, ...billingForm },
  common,
  numberBalances,
  usageBreakup: { ...usageBreakup, ...usageDetails },
  walletBalance,
}
const BUNDLES: Readonly<Record<string, Bundle>> = { ar, es, hi, id, pt }

/** The forms of a message; one without plurals is its own. */
function forms(message: Message): Readonly<Record<string, string>> {
  return typeof message === "string" ? { other: message } : message
}

function places(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).toSorted()
}

for (const [language, bundle] of Object.entries(BUNDLES)) {
  describe(`the locale ${language}`, () => {
    for (const [section, english] of Object.entries(ENGLISH)) {
      it(`[UI-9] has every sentence of ${section}, with the same places`, () => {
        const messages = bundle[section] ?? {}
        expect(Object.keys(messages).toSorted()).to.deep.equal(Object.keys(english).toSorted())
        for (const [key, message] of Object.entries(english)) {
          const translated = forms(messages[key]!)
          expect(places(translated["other"]!), key).to.deep.equal(places(forms(message)["other"]!))
          // A form for one or two may spell the number out, and name nothing that English does not.
          for (const text of Object.values(translated)) {
            expect(places(forms(message)["other"]!), key).to.include.members([...places(text)])
          }
        }
      })

      it(`[UI-9] has the plural forms that ${section} needs`, () => {
        const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
        for (const [key, message] of Object.entries(english)) {
          if (typeof message === "string") continue
          // Forms for large round numbers alone read like the other ones.
          const all = needed.filter((form) => form !== "many" || language === "ar")
          expect(Object.keys(forms(bundle[section]![key]!)), key).to.include.members(all)
        }
      })
    }
  })
}

describe("the language of an element", () => {
  afterEach(() => {
    document.documentElement.lang = "en"
  })

  async function balance(attributes = ""): Promise<WalletBalance> {
    const server = await serve()
    const element = await fixture<WalletBalance>(
      `<wallet-balance ${server.attributes()} ${attributes}></wallet-balance>`,
    )
    await until(() => element.shadowRoot!.querySelector(':not(.bones *)[part="balance"]'))
    return element
  }

  function title(element: Element): string {
    return element.shadowRoot!.querySelector("section")!.getAttribute("aria-label")!
  }

  it("[UI-3] is the attribute's, else the nearest lang's, and follows the page", async () => {
    document.documentElement.lang = "es"
    const element = await balance()
    await until(() => title(element) === "Saldo")
    document.documentElement.lang = "hi"
    await until(() => title(element) === "बैलेंस")
    element.locale = "id-ID"
    await until(() => title(element) === "Saldo")
    element.locale = undefined
    element.parentElement!.lang = "ar"
    element.requestUpdate()
    await until(() => title(element) === "الرصيد")
    expect(getComputedStyle(element.shadowRoot!.querySelector("section")!).direction).to.equal("rtl")
  })

  it("[UI-3] writes numbers as the customer's region does, on a page of the same language", async () => {
    const server = await serve("inr")
    document.documentElement.lang = "en"
    server.changeSummary({ customer: { ...server.summary.customer, locale: "en-IN" } })
    const element = await fixture(`<wallet-balance ${server.attributes()}></wallet-balance>`)
    await until(() => element.shadowRoot!.textContent.includes("₹12,34,438.50"))
  })

  it("[UI-3] takes tags as pages and browsers write them, and no wrong one breaks anything", () => {
    expect(["es-PE", "pt_BR", "en-US@posix", "", "not a language"].map(tagOf)).to.deep.equal([
      "es-PE",
      "pt-BR",
      "en-US",
      "en",
      "en",
    ])
  })

  it("[UI-3] is English where there is no such language", () => {
    expect(["de-AT", "", "xx", "EN-gb", "pt-BR"].map(languageOf)).to.deep.equal([
      "en",
      "en",
      "en",
      "en",
      "pt",
    ])
  })
})
