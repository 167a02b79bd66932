import type { TopUp } from "./top-up.ts"

/** Whether the provider has yet to say how a refund or a dispute of it ends. */
export function isUnsettled({ refunds, disputes }: Pick<TopUp, "refunds" | "disputes">): boolean {
  return (
    refunds.some(({ status }) => status === "pending") || disputes.some(({ state }) => state === "opened")
  )
}
