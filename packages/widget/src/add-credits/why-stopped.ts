import { html, nothing, type TemplateResult } from "lit"
import type { Scope } from "../session/types.ts"
import type { Desk } from "./desk.ts"

/** Why no credits can be added here, and whom to ask; undefined where they can. Rule UI-ADD-12. */
export function whyStopped(
  desk: Pick<Desk, "t" | "summary"> & { may(scope: Scope): boolean },
): TemplateResult | undefined {
  const { t, summary } = desk
  if (summary === undefined) return undefined
  const { wallet, support, checkout } = summary
  const isActive = wallet.status === "active"
  if (isActive && checkout && desk.may("topup:write")) return undefined
  const isAsked = isActive && checkout
  return html`<div class="notice ${isActive ? "" : "danger"}" part="notice">
    <div>
      <strong>${t(wallet.status !== "active" ? wallet.status : checkout ? "mayNot" : "noProvider")}</strong>
      <p class="small">${t(isAsked ? "mayNotNote" : "stoppedNote")}</p>
    </div>
    ${isAsked || support.email === null ? nothing : html`<a href="mailto:${support.email}">${support.email}</a>`}
  </div>`
}
