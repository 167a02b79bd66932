import type { AddCreditsEvent } from "@tollgate/widget"
import { useState } from "react"

/** React 19 sets properties of custom elements, and listens to `on` and the event's name. */
export function App() {
  const [said, setSaid] = useState("")
  const add = (event: AddCreditsEvent): void => {
    event.preventDefault()
    setSaid(`Add credits to ${event.walletId}`)
  }
  return (
    <>
      <header>
        <wallet-balance compact ontollgate-add-credits={add} />
      </header>
      <main>
        <usage-breakup />
        <add-credits />
      </main>
      <output>{said}</output>
    </>
  )
}
