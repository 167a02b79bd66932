import { configure } from "@tollgate/widget"
import "@tollgate/widget/add-credits/define"
import "@tollgate/widget/usage-breakup/define"
import "@tollgate/widget/wallet-balance/define"

configure({
  baseUrl: "http://127.0.0.1:8787",
  // Asked for the first token, and for the next one before each ends.
  getToken: async () => {
    const answer = await fetch("/token")
    return ((await answer.json()) as { token: string }).token
  },
})
