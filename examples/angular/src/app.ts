import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from "@angular/core"
import type { AddCreditsEvent } from "@tollgate/widget"

/** Angular sets properties with `[...]` and listens with `(...)`, once the schema says that tags with a dash are not its own. */
@Component({
  selector: "portal-app",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <header>
      <wallet-balance [compact]="true" (tollgate-add-credits)="add($event)"></wallet-balance>
    </header>
    <main>
      <usage-breakup></usage-breakup>
      <add-credits></add-credits>
    </main>
    <output>{{ said() }}</output>
  `,
})
export class App {
  readonly said = signal("")

  add(event: AddCreditsEvent): void {
    event.preventDefault()
    this.said.set(`Add credits to ${event.walletId}`)
  }
}
