import { html, nothing, type TemplateResult } from "lit"
import type { Summary } from "../session/types.ts"
import type { Desk } from "./desk.ts"

/** The number whose part is topped up; "" = the shared part. */
export function chosenNumber({ state, senderId }: Pick<Desk, "state" | "senderId">): string {
  return state.senderId ?? senderId ?? ""
}

/** For whom: the shared part, or one of the numbers. Rule UI-ADD-16. */
export function renderNumberChoice(desk: Desk, { senders }: Summary): TemplateResult {
  const { t, change } = desk
  const chosen = chosenNumber(desk)
  const numbers = (senders?.first ?? []).map(({ id, phoneNumber, displayName }) => {
    const phone = `\u2066+${phoneNumber.replace("+", "")}\u2069`
    return { id, name: displayName ? `${displayName} (${phone})` : phone }
  })
  // One that the summary does not list any more, as there are many.
  const isListed = chosen === "" || numbers.some(({ id }) => id === chosen)
  return html`<div class="field">
    <label for="sender">${t("for")}</label>
    <select
      id="sender"
      @change=${({ target }: Event) => change({ senderId: (target as HTMLSelectElement).value })}
    >
      <option value="" ?selected=${chosen === ""}>${t("forShared")}</option>
      ${isListed ? nothing : html`<option value=${chosen} selected>${chosen}</option>`}
      ${numbers.map(({ id, name }) => html`<option value=${id} ?selected=${id === chosen}>${name}</option>`)}
    </select>
  </div>`
}
