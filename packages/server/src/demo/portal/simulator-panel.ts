import { html } from "hono/html"
import { DEMO_COUPONS } from "../demo-checkout.ts"
import type { DemoCustomer } from "../demo-customer.ts"
import { SCENARIO_KINDS, SCENARIOS, type Scenario, type ScenarioKind } from "../scenarios.ts"
import type { Fragment } from "./portal-frame.ts"

/** The traffic simulator: buttons that post what a provider would post, and a log of what was answered. Rule DEMO-9. */
export function simulatorPanel(
  customer: DemoCustomer,
  { hasOperatorKey }: { readonly hasOperatorKey: boolean },
): Fragment {
  const buttons = (group: Scenario["group"]): readonly Fragment[] =>
    SCENARIO_KINDS.filter((kind) => SCENARIOS[kind].group === group).map((kind) =>
      scenarioButton(kind, customer, hasOperatorKey),
    )
  return html`<aside class="behind" lang="en" dir="ltr" aria-labelledby="behind-title">
    <details open>
      <summary><h2 id="behind-title">Behind the scenes</h2></summary>
      <p class="soft">
        Play Meta and Gupshup: each button posts a real webhook body to the ingest of this server, from your
        browser. The figures of the page move by themselves.
      </p>
      <div class="buttons" role="group" aria-label="Webhooks">${buttons("webhook")}</div>
      <h3>As operator</h3>
      <div class="buttons" role="group" aria-label="As operator">${buttons("operator")}</div>
      <p class="steady">
        <button type="button" id="steady" aria-pressed="false">Keep traffic coming</button>
        <span class="soft">a message every ${STEADY_SECONDS} seconds</span>
      </p>
      <p class="soft">
        Coupons to try:
        ${DEMO_COUPONS.map(({ code, says }) => html`<span><code>${code}</code> (${says}) </span>`)}
      </p>
      <div class="log-head">
        <h3 id="log-title">Log</h3>
        <button type="button" id="clear" hidden>Clear</button>
      </div>
      <p class="soft" id="log-empty">
        Nothing sent yet. Each request will stand here with its body, its answer and a curl command.
      </p>
      <ol class="log" id="log" aria-labelledby="log-title"></ol>
      <p class="unseen" id="said" role="status"></p>
    </details>
  </aside>`
}

/** Between two messages of steady traffic; the page's script reads it. */
export const STEADY_SECONDS = 2

function scenarioButton(kind: ScenarioKind, { senders }: DemoCustomer, hasOperatorKey: boolean): Fragment {
  const { name, note, needs }: Scenario = SCENARIOS[kind]
  const missing =
    needs === "operator_key" && !hasOperatorKey
      ? "Needs the demo's own operator key"
      : needs === "gupshup_app" && senders[0].gupshupAppId === null
        ? "This customer's number is not on Gupshup"
        : undefined
  return html`<button type="button" data-scenario="${kind}" ${missing === undefined ? "" : html`disabled`}>
    <span>${name}</span> <small>${missing ?? note}</small>
  </button>`
}
