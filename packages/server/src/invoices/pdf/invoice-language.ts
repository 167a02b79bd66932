import type { Direction } from "../../pdf/paragraph.ts"
import { ar } from "./words/ar.ts"
import { en } from "./words/en.ts"
import { es } from "./words/es.ts"
import { hi } from "./words/hi.ts"
import { id } from "./words/id.ts"
import { pt } from "./words/pt.ts"
import type { InvoiceWords } from "./words/words.ts"

const WORDS: Readonly<Record<string, InvoiceWords>> = { ar, en, es, hi, id, pt }

export interface InvoiceLanguage {
  readonly words: InvoiceWords
  /** For `Intl`: the customer's own, or English of its region where its language is not spoken here. */
  readonly locale: string
  readonly direction: Direction
}

/** The language of an invoice by its customer's locale. Rule PDF-2. */
export function invoiceLanguage(locale: string): InvoiceLanguage {
  const parsed = parseLocale(locale)
  const words = WORDS[parsed.language]
  if (words === undefined) {
    const english = parsed.region === undefined ? "en" : `en-${parsed.region}`
    return { words: en, locale: english, direction: "ltr" }
  }
  return { words, locale: parsed.toString(), direction: parsed.language === "ar" ? "rtl" : "ltr" }
}

function parseLocale(locale: string): Intl.Locale {
  try {
    return new Intl.Locale(locale)
  } catch {
    return new Intl.Locale("en")
  }
}
