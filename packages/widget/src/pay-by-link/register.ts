import type { AddCredits } from "../add-credits/add-credits.ts"
import { define } from "../internal/define.ts"
import { payByLink } from "./link-form.ts"

// By its name: a chunk that both shared would be one more that portals' pages wait for.
void import("../add-credits/define.ts").then(() => {
  define("pay-by-link", payByLink(customElements.get("add-credits") as typeof AddCredits))
})
