import { expect } from "chai"
import { addCreditsLater } from "../locales/en/add-credits-later.ts"
import { addCredits as ar } from "../locales/ar/add-credits.ts"
import { addCredits as es } from "../locales/es/add-credits.ts"
import { addCredits as hi } from "../locales/hi/add-credits.ts"
import { addCredits as id } from "../locales/id/add-credits.ts"
import { addCredits as pt } from "../locales/pt/add-credits.ts"
import { EMERGENCY_TEXT_ID, RECHARGE_TEXT_ID } from "./recharge-consent.ts"

/** What each text says, in short: customers agreed to it under this id. Changed words need another id, and a line here. */
const DIGESTS: Readonly<Record<string, string>> = {
  "add-credits.recharge.1": "f72e161ba606f7f6",
  "add-credits.emergency.1": "0a3d2e943ced3c3b",
}

async function digest(...keys: readonly string[]): Promise<string> {
  const languages = [addCreditsLater, es, pt, hi, id, ar] as readonly Record<string, unknown>[]
  const words = JSON.stringify(languages.map((language) => keys.map((key) => language[key])))
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(words)))
  return [...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

it("[UI-ADD-15] a consent's text has another id when its words change, in any language", async () => {
  expect(await digest("consent", "consentMonthly")).to.equal(DIGESTS[RECHARGE_TEXT_ID])
  expect(await digest("consentUrgent")).to.equal(DIGESTS[EMERGENCY_TEXT_ID])
})
