// What a consumer writes against the npm package; each line below `@ts-expect-error` must not compile.
import { configure, type AddCreditsEvent, type WalletBalance } from "@tollgate/widget"
import { WalletBalance as FromItsOwnModule } from "@tollgate/widget/wallet-balance"
import type {} from "@tollgate/widget/jsx-react"
import "@tollgate/widget/wallet-balance/define"

configure({ baseUrl: "https://billing.example.com", getToken: async ({ reason }) => reason })
// @ts-expect-error a token is text
configure({ getToken: () => 1 })

const created: WalletBalance = document.createElement("wallet-balance")
created.compact = true
// @ts-expect-error compact is on or off
created.compact = "yes"
// @ts-expect-error a read-only view of the session
created.summary = undefined
const found: FromItsOwnModule | null = document.querySelector("wallet-balance")
found?.refresh().then(() => undefined)
// @ts-expect-error protected: elements only
void found?.session

const usage = document.createElement("usage-breakup")
usage.addEventListener("tollgate-error", () => undefined)
// @ts-expect-error the breakup has no compact form
document.createElement("usage-breakup").compact = true

export const all = (
  <>
    <usage-breakup base-url="https://billing.example.com" />
    <add-credits wallet-id="wal_1" />
  </>
)
export const good = (
  <wallet-balance
    compact
    topup-url="/billing"
    locale="es-PE"
    ontollgate-add-credits={(event: AddCreditsEvent) => event.preventDefault()}
    ontollgate-balance-change={(event) => event.balance.toUpperCase()}
    className="balance"
  />
)
// @ts-expect-error compact is on or off
export const badProperty = <wallet-balance compact="yes" />
// @ts-expect-error the balance is not given to an element
export const unknownProperty = <wallet-balance balance="12.00" />
// @ts-expect-error the event has no such member
export const badEvent = <wallet-balance ontollgate-balance-change={(event) => event.amount} />
// @ts-expect-error density is compact or nothing
export const badWord = <wallet-balance density="huge" />
