import { html, type TemplateResult } from "lit"
import { TollgateError } from "../session/tollgate-error.ts"
import type { BillingDetails, Customer } from "../session/types.ts"
import type { BillingDesk } from "./billing-desk.ts"
import { type BillingField, renderBillingField } from "./billing-field.ts"
import { countriesIn } from "./countries.ts"
import { postalCodeHint, taxIdHint } from "./country-hints.ts"
import { REGIONS } from "./regions-data.ts"

interface Settings extends Pick<BillingField, "type" | "autocomplete" | "isCode"> {
  readonly isRequired?: true
}

/** In the order in which they stand; what browsers fill them in with; those that must be there. */
const ENTRIES = {
  name: { autocomplete: "name", isRequired: true },
  email: { autocomplete: "email", type: "email", isCode: true, isRequired: true },
  phone: { autocomplete: "tel", type: "tel", isCode: true },
  country: { autocomplete: "country", isRequired: true },
  line1: { autocomplete: "address-line1", isRequired: true },
  line2: { autocomplete: "address-line2" },
  city: { autocomplete: "address-level2", isRequired: true },
  state: { autocomplete: "address-level1" },
  postalCode: { autocomplete: "postal-code", isCode: true, isRequired: true },
  taxId: { isCode: true },
} as const satisfies Record<string, Settings>

type Entry = keyof typeof ENTRIES
type Entries = Partial<Record<Entry, string>>

const ALL = Object.keys(ENTRIES) as readonly Entry[]

/** The fields of billing details: what was typed, what is wrong with it, and what is to be saved. Rule UI-BILLING-4. */
export class BillingFields {
  #typed: Entries = {}
  #faults: Entries = {}
  readonly #desk: BillingDesk
  readonly #known: () => Pick<Customer, "contact" | "billingAddress" | "taxId" | "locale">

  /** @param known - what is saved, which fields show that nobody typed in */
  constructor(
    desk: BillingDesk,
    known: () => Pick<Customer, "contact" | "billingAddress" | "taxId" | "locale">,
  ) {
    this.#desk = desk
    this.#known = known
  }

  /** Whether something differs from what is saved. */
  get isDirty(): boolean {
    const saved = this.#saved()
    return ALL.some(
      (entry) => this.#typed[entry] !== undefined && this.#typed[entry].trim() !== (saved[entry] ?? ""),
    )
  }

  forget(): void {
    this.#typed = {}
    this.#faults = {}
  }

  render(): TemplateResult {
    return html`<div class="pairs">${ALL.map((entry) => renderBillingField(this.#field(entry)))}</div>`
  }

  /** What is wrong is said at its field, which gets the focus; undefined then. */
  check(): BillingDetails | undefined {
    const { t } = this.#desk
    this.#faults = {}
    for (const entry of ALL) {
      if (this.#isRequired(entry) && this.#text(entry) === "") this.#faults[entry] = t("required")
    }
    if (!this.#faults.email && !/^\S+@\S+$/.test(this.#text("email"))) this.#faults.email = t("wrong")
    return this.#showFaults() ? undefined : this.#details()
  }

  /** Whether what the server did not take stands at its field. */
  takeRefusal(error: unknown): boolean {
    const facts = error instanceof TollgateError ? error.facts : {}
    for (const { path } of (facts["errors"] ?? []) as readonly { readonly path: string }[]) {
      const entry = path.split(".").at(-1) as Entry
      if (entry in ENTRIES) this.#faults[entry] = this.#wrong(entry)
    }
    return this.#showFaults()
  }

  #wrong(entry: Entry): string {
    const hint = entry === "taxId" ? taxIdHint(this.#text("country")) : undefined
    return hint === undefined
      ? this.#desk.t("wrong")
      : this.#desk.t("taxIdWrong", { label: hint[0], example: hint[1] })
  }

  #field(entry: Entry): BillingField {
    const { t } = this.#desk
    const { type, autocomplete, isCode }: Settings = ENTRIES[entry]
    const country = this.#text("country")
    const hint = entry === "taxId" ? taxIdHint(country) : undefined
    const example = hint?.[1] ?? (entry === "postalCode" ? postalCodeHint(country) : undefined)
    const label = hint?.[0] ?? t(entry)
    const isRequired = this.#isRequired(entry)
    return {
      entry,
      label: isRequired ? label : t("optional", { label }),
      value: this.#typed[entry] ?? this.#saved()[entry] ?? "",
      fault: this.#faults[entry],
      input: (value) => this.#type(entry, value),
      isRequired,
      // An example is written from left to right in any text.
      ...(example !== undefined && { note: t("example", { example: `\u2066${example}\u2069` }) }),
      ...(isCode !== undefined && { isCode }),
      ...(type !== undefined && { type }),
      ...(autocomplete !== undefined && { autocomplete }),
      ...this.#choices(entry),
    }
  }

  /** Countries by their names; states under theirs, as the server keeps them: one that is none of them stays until another is chosen. */
  #choices(entry: Entry): Pick<BillingField, "options" | "choose" | "value"> | undefined {
    const choose = this.#desk.t("choose")
    if (entry === "country") {
      return { choose, options: countriesIn(this.#desk.formats.locale), value: this.#text("country") }
    }
    if (entry !== "state" || this.#regions.length === 0) return undefined
    const written = this.#text("state")
    const fold = (text: string): string => text.toLowerCase()
    const known = this.#regions.find((region) => region.some((text) => fold(text) === fold(written)))?.[1]
    const names = this.#regions.map(([, name]) => [name, name] as const)
    const options = known === undefined && written !== "" ? [[written, written] as const, ...names] : names
    return { choose, options, value: known ?? written }
  }

  /** Of the country that is chosen. */
  get #regions(): readonly (readonly [code: string, name: string])[] {
    return REGIONS[this.#text("country")] ?? []
  }

  #isRequired(entry: Entry): boolean {
    return "isRequired" in ENTRIES[entry] || (entry === "state" && this.#regions.length > 0)
  }

  #type(entry: Entry, value: string): void {
    this.#typed[entry] = value
    delete this.#faults[entry]
    // A state of one country is none of another's.
    if (entry === "country")
      this.#typed.state = value === this.#saved().country ? (this.#saved().state ?? "") : ""
    this.#desk.requestUpdate()
  }

  #saved(): Entries {
    const { contact, billingAddress, taxId, locale } = this.#known()
    return {
      // Where nothing is known yet, the reader's own country is the likeliest.
      country: new Intl.Locale(locale || "en").region ?? "",
      taxId: taxId ?? "",
      ...billingAddress,
      ...contact,
    }
  }

  #text(entry: Entry): string {
    return (this.#typed[entry] ?? this.#saved()[entry] ?? "").trim()
  }

  #details(): BillingDetails {
    const given = (...entries: Entry[]): Entries =>
      Object.fromEntries(
        entries.flatMap((entry) => (this.#text(entry) === "" ? [] : [[entry, this.#text(entry)]])),
      )
    return {
      contact: given("name", "email", "phone") as NonNullable<BillingDetails["contact"]>,
      billingAddress: given("line1", "line2", "city", "state", "postalCode", "country") as NonNullable<
        BillingDetails["billingAddress"]
      >,
      taxId: this.#text("taxId") || null,
    }
  }

  #showFaults(): boolean {
    if (Object.keys(this.#faults).length === 0) return false
    this.#desk.requestUpdate()
    this.#desk.focusOn("[part=billing] [aria-invalid=true]")
    return true
  }
}
