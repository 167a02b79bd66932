import { AR } from "./text/ar.ts"
import { EN } from "./text/en.ts"
import { ES } from "./text/es.ts"
import { HI } from "./text/hi.ts"
import { ID } from "./text/id.ts"
import type { LinkText } from "./text/link-text.ts"
import { PT } from "./text/pt.ts"

const TEXTS: Readonly<Record<string, LinkText>> = { en: EN, es: ES, pt: PT, hi: HI, id: ID, ar: AR }
const ACCEPTED_MAX = 20

/** A language that the page speaks, and the locale that its figures and dates are written in. */
export interface PageLanguage {
  /** A BCP 47 tag. */
  readonly locale: string
  readonly text: LinkText
}

/**
 * The customer's language where the page speaks it, else the first that the browser accepts, else English. Rule LINK-10.
 *
 * @param accepted - the header `Accept-Language`
 */
export function chooseLanguage(
  customerLocale: string | undefined,
  accepted: string | undefined,
): PageLanguage {
  for (const tag of [customerLocale, ...acceptedTags(accepted)]) {
    const language = tag === undefined ? undefined : languageOf(tag)
    if (language !== undefined) return language
  }
  return { locale: "en", text: EN }
}

/** Tags by their quality, the first first of equal ones; a quality of 0 is a refusal. RFC 9110, 12.5.4. */
function acceptedTags(header = ""): string[] {
  return header
    .split(",", ACCEPTED_MAX)
    .map((part) => {
      const [tag = "", ...parameters] = part.split(";").map((each) => each.trim())
      const told = parameters.find((each) => each.startsWith("q="))
      const quality = told === undefined ? 1 : Number(told.slice(2))
      return { tag, quality: Number.isFinite(quality) ? quality : 0 }
    })
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality)
    .map(({ tag }) => tag)
}

function languageOf(tag: string): PageLanguage | undefined {
  try {
    const locale = new Intl.Locale(tag)
    const text = Object.hasOwn(TEXTS, locale.language) ? TEXTS[locale.language] : undefined
    // Without extensions: a tag may ask for other digits or calendars, which nobody chose for a payment.
    return text === undefined ? undefined : { locale: locale.baseName, text }
  } catch {
    return undefined
  }
}
