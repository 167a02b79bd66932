import { expect, it } from "vitest"
import { chooseLanguage } from "./choose-language.ts"
import { AR } from "./text/ar.ts"
import { EN } from "./text/en.ts"
import { ES } from "./text/es.ts"
import { HI } from "./text/hi.ts"
import { ID } from "./text/id.ts"
import { PT } from "./text/pt.ts"

it.each<[string | undefined, string | undefined, string, object]>([
  ["hi-IN", "en", "hi-IN", HI],
  ["pt-BR", undefined, "pt-BR", PT],
  ["id", undefined, "id", ID],
  ["ar-EG-u-nu-latn", undefined, "ar-EG", AR],
  ["de", "fr, es-PE;q=0.8, en;q=0.5", "es-PE", ES],
  ["de", "en;q=0.2, ar;q=0.9", "ar", AR],
  [undefined, "es;q=0, en-GB", "en-GB", EN],
  [undefined, "es, en", "es", ES],
  ["de", "fr", "en", EN],
  ["not a tag", "*", "en", EN],
  ["constructor", "__proto__, toString;q=1", "en", EN],
  [undefined, `${"xx,".repeat(20)}es`, "en", EN],
  [undefined, undefined, "en", EN],
])("[LINK-10] a customer with %s and a browser with %j reads %s", (locale, accepted, chosen, text) => {
  expect(chooseLanguage(locale, accepted)).toEqual({ locale: chosen, text })
})

it("[LINK-10] each language fills in the same names", () => {
  const namesIn = (text: string): string[] => [...text.matchAll(/\{[a-z]+\}/g)].map(([name]) => name).sort()
  for (const language of [ES, PT, HI, ID, AR]) {
    for (const [name, text] of Object.entries(EN)) {
      if (name === "direction") continue
      expect([name, namesIn(language[name as keyof typeof EN])]).toEqual([name, namesIn(text)])
      expect(language[name as keyof typeof EN]).not.toMatch(/[<>&!]/)
    }
  }
  expect(AR.direction).toBe("rtl")
})
