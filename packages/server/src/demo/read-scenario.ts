import type { Deps } from "../deps.ts"
import { ProblemError } from "../problem.ts"
import type { DemoCustomer } from "./demo-customer.ts"
import { demoOperatorKey } from "./demo-key.ts"
import { ScenarioMaker, type ScenarioStep } from "./scenario-maker.ts"
import { SCENARIOS, type Scenario, type ScenarioKind } from "./scenarios.ts"

const SEED_BYTES = 4

/** A request that the page sends as it is. */
export interface ScenarioRequest extends Pick<ScenarioStep, "name" | "afterMs" | "path" | "body"> {
  readonly headers: Readonly<Record<string, string>>
}

/** What a button of the page sends, with new ids each time. Rule DEMO-9. */
export async function readScenario(
  deps: Pick<Deps, "catalog" | "wallets" | "clock" | "random" | "config" | "ids">,
  customer: DemoCustomer,
  kind: ScenarioKind,
): Promise<{ readonly steps: readonly ScenarioRequest[] }> {
  const scenario: Scenario = SCENARIOS[kind]
  const [key, wallet] = await Promise.all([demoOperatorKey(deps), deps.wallets.wallet(customer.wallet.id)])
  const [sender] = customer.senders
  if (wallet === undefined) throw new ProblemError("not_found")
  if (scenario.needs === "operator_key" && key === undefined) {
    throw new ProblemError("unprocessable", { detail: "The demo has no operator key of its own here." })
  }
  if (scenario.needs === "gupshup_app" && sender.gupshupAppId === null) {
    throw new ProblemError("unprocessable", { detail: "This customer's number is not on Gupshup." })
  }
  const seed = new DataView(deps.random(SEED_BYTES).slice().buffer).getUint32(0)
  const make = new ScenarioMaker(sender, seed, deps.clock())
  const steps = scenario.steps({ customer, available: wallet.balance - wallet.held }, make)
  if (steps.length === 0) {
    throw new ProblemError("unprocessable", { detail: "The balance is low already." })
  }
  return { steps: steps.map((step) => formatStep(step, key)) }
}

function formatStep({ name, afterMs, path, isOperators, body }: ScenarioStep, key = ""): ScenarioRequest {
  const type = { "content-type": "application/json" }
  return {
    name,
    afterMs,
    path,
    body,
    headers: isOperators ? { ...type, authorization: `Bearer ${key}` } : type,
  }
}
