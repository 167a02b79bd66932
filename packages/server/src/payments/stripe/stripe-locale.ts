// Source: docs.stripe.com/api/checkout/sessions/create#create_checkout_session-locale.
const LOCALES: ReadonlySet<string> = new Set(
  (
    "bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl " +
    "sv th tr vi zh zh-HK zh-TW"
  ).split(" "),
)

/** The language of Stripe's page that is nearest to a customer's; `auto` is the browser's. */
export function stripeLocale(tag: string): string {
  try {
    const { language, region } = new Intl.Locale(tag)
    const exact = region === undefined ? language : `${language}-${region}`
    if (LOCALES.has(exact)) return exact
    if (LOCALES.has(language)) return language
    return language === "hi" ? "hi-IN" : "auto"
  } catch {
    return "auto"
  }
}
