import type { Desk } from "./desk.ts"

/** Parts that most never open: their code comes when one is opened. */
const PARTS = {
  billing: async (desk: Desk) => new (await import("./billing-form.ts")).BillingForm(desk),
  link: async (desk: Desk) => new (await import("./payment-link.ts")).PaymentLinkPanel(desk),
  outcome: async (desk: Desk) => new (await import("./checkout-outcome.ts")).CheckoutOutcome(desk),
  recharge: async (desk: Desk) => new (await import("./recharge-form.ts")).RechargeForm(desk),
}

type Name = keyof typeof PARTS
type Part<N extends Name> = Awaited<ReturnType<(typeof PARTS)[N]>>

export class Later {
  readonly parts: { [N in Name]?: Part<N> } = {}
  readonly #desk: Desk
  readonly #loading: { [N in Name]?: Promise<Part<N> | undefined> } = {}

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** The part where it is there; begins to fetch it where it is not. */
  get<N extends Name>(name: N): Part<N> | undefined {
    if (this.parts[name] === undefined) void this.fetch(name)
    return this.parts[name]
  }

  /** Undefined when it could not be fetched; then it is tried again the next time. */
  fetch<N extends Name>(name: N): Promise<Part<N> | undefined> {
    const loading = this.#loading as Record<Name, Promise<Part<N> | undefined> | undefined>
    return (loading[name] ??= this.#load(name))
  }

  async #load<N extends Name>(name: N): Promise<Part<N> | undefined> {
    try {
      const part = (await PARTS[name](this.#desk)) as Part<N>
      ;(this.parts as Record<Name, Part<N>>)[name] = part
      this.#desk.requestUpdate()
      return part
    } catch {
      delete this.#loading[name]
      return undefined
    }
  }
}
