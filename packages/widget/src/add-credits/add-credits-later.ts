/** What the parts that come later share: their sentences and styles. */
export { addCreditsLater } from "../locales/en/add-credits-later.ts"
export { addCreditsLaterStyles } from "./add-credits-later.styles.ts"
