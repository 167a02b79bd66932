import { setTimeout } from "node:timers/promises"
import { httpMoving } from "../storage/moving/http-moving.ts"
import type { Moving } from "../storage/moving/moving.ts"
import { CommandError } from "./command-error.ts"
import type { Environment } from "../runtime/environment.ts"

/** What a server at this address has, with the operator key of the environment. */
export function askServer(address: string, { config }: Environment): Moving & { readonly url: string } {
  const url = address.replace(/\/+$/, "")
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new CommandError(`${address} is not the address of a server, as in https://billing.example.com.`)
  if (config.operatorKey === undefined)
    throw new CommandError(`Set TOLLGATE_OPERATOR_KEY to an operator key of ${url}.`)
  const server = {
    url,
    operatorKey: config.operatorKey,
    fetch: (to: string, init: RequestInit) => fetch(to, init),
    wait: (ms: number) => setTimeout(ms),
  }
  return { ...httpMoving(server), url }
}
