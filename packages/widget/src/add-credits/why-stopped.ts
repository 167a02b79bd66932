import type { Scope } from "../session/types.ts"
import type { Desk } from "./desk.ts"

/** Why no credits can be added here, and what to do; undefined where they can. Rule UI-ADD-12. */
export function whyStopped(
  desk: Pick<Desk, "t" | "summary"> & { may(scope: Scope): boolean },
): { readonly title: string; readonly note: string; readonly tone: string } | undefined {
  const { t, summary } = desk
  if (summary === undefined) return undefined
  const { wallet, support, checkout } = summary
  const write = support.email === null ? "" : t("write", { email: support.email })
  if (wallet.status !== "active") {
    return { title: t(wallet.status), note: `${t("stoppedNote")} ${write}`, tone: "danger" }
  }
  if (!checkout) return { title: t("noProvider"), note: write, tone: "" }
  return desk.may("topup:write") ? undefined : { title: t("mayNot"), note: t("mayNotNote"), tone: "" }
}
