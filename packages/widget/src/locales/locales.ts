import type { Messages } from "../internal/messages.ts"

/** The messages of one language by element, `common` among them. */
export type Bundle = Readonly<Record<string, Messages>>

/** English comes with each element; the others when the first page asks. */
const LOADERS: Readonly<Record<string, () => Promise<{ readonly bundle: Bundle }>>> = {
  ar: () => import("./ar/index.ts"),
  es: () => import("./es/index.ts"),
  hi: () => import("./hi/index.ts"),
  id: () => import("./id/index.ts"),
  pt: () => import("./pt/index.ts"),
}

/** `null` while it is on its way. */
const loaded = new Map<string, Bundle | null>()

/** The language of a tag that the elements speak: `es` of `es-PE`, English of all that is not there. */
export function languageOf(tag: string): string {
  const language = tag.toLowerCase().split("-")[0] ?? ""
  return language in LOADERS ? language : "en"
}

/** The messages of a language, where they have come; `then` is called once they have. */
export function bundleOf(language: string, then: () => void): Bundle | null | undefined {
  const load = LOADERS[language]
  if (load !== undefined && !loaded.has(language)) {
    loaded.set(language, null)
    void load().then(
      ({ bundle }) => {
        loaded.set(language, bundle)
        then()
      },
      // A language that cannot be fetched is no reason to show nothing: English stays until it is asked for again.
      () => loaded.delete(language),
    )
  }
  return loaded.get(language)
}

/** The language tag as `Intl` takes it: pages write `es_PE`, and some browsers say `en-US@posix`. */
export function tagOf(written: string): string {
  try {
    return Intl.getCanonicalLocales(written.replace(/[.@].*/, "").replaceAll("_", "-"))[0] ?? "en"
  } catch {
    return "en"
  }
}

/** Whether a language is written from right to left. */
export function directionOf(language: string): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr"
}
