import {
  changeCards,
  changeVersions,
  compilePlan,
  type Charge,
  type CompiledPlan,
  invariant,
  type PlanChanges,
  type Wallet,
} from "@tollgate/engine"
import { cardsByName } from "../catalog/cards.ts"
import type { Catalog } from "../catalog/catalog.ts"
import { planVersionsOf } from "../catalog/plan-versions.ts"

/** Plans that charges are priced by again, each compiled once. */
export class WhatIfPlans {
  readonly #catalog: Catalog
  readonly #wallet: Wallet
  readonly #planId: string | undefined
  readonly #changes: PlanChanges
  readonly #compiled = new Map<string, CompiledPlan>()

  /** @param planId - instead of the plan that each charge names */
  constructor(catalog: Catalog, wallet: Wallet, planId: string | undefined, changes: PlanChanges) {
    this.#catalog = catalog
    this.#wallet = wallet
    this.#planId = planId
    this.#changes = changes
  }

  async of({ planVersion }: Charge): Promise<CompiledPlan> {
    const planId = this.#planId ?? (planVersion.split("@")[0] || this.#wallet.planId)
    let plan = this.#compiled.get(planId)
    if (plan === undefined) this.#compiled.set(planId, (plan = await this.#compile(planId)))
    return plan
  }

  async #compile(planId: string): Promise<CompiledPlan> {
    const { currency } = this.#wallet
    const [versions, cards] = await Promise.all([
      planVersionsOf(this.#catalog, planId, currency),
      cardsByName(this.#catalog),
    ])
    invariant(versions !== undefined, "a plan that was charged by is never deleted")
    return compilePlan(changeVersions(versions, this.#changes), changeCards(cards, this.#changes))
  }
}
