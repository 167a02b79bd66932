import type { Deps } from "../deps.ts"
import { ProblemError, type ProblemOptions } from "../problem.ts"

type Reader = Pick<Deps, "catalog">

/** Whether the wallet pays for this number now. */
export async function isOwnSender({ catalog }: Reader, walletId: string, senderId: string): Promise<boolean> {
  return (await catalog.sendersOfWallet(walletId)).some(({ id }) => id === senderId)
}

/** 422 `unknown_sender` for a number that the wallet does not pay for now. Rule NUM-4. */
export async function requireOwnSender(deps: Reader, walletId: string, senderId: string): Promise<void> {
  if (await isOwnSender(deps, walletId, senderId)) return
  const { code, options } = unknownSender(senderId)
  throw new ProblemError(code, options)
}

export function unknownSender(senderId: string): {
  readonly code: "unknown_sender"
  readonly options: ProblemOptions
} {
  return {
    code: "unknown_sender",
    options: { detail: "The wallet does not pay for this sender.", facts: { senderId } },
  }
}
