import type { SettledPart, WalletPlaces } from "../../spending/wallet-places.ts"
import { askObject } from "./ask-object.ts"
import { INTAKE_NAME } from "./intake-object.ts"
import type { WalletObject } from "./wallet-object.ts"
import type { WorkerEnv } from "./worker-env.ts"

/** The object of a wallet. */
export function objectOf(env: WorkerEnv, walletId: string): DurableObjectStub<WalletObject> {
  return env.WALLET.getByName(walletId)
}

const handedOver = new WeakSet<Request>()

/** Notes that a request came from another place, which answers for its idempotency key. */
export function noteHandedOver(request: Request): void {
  handedOver.add(request)
}

/**
 * Every wallet in its object. Rules WORK-1 to WORK-5.
 *
 * @param here - the wallet whose object this is
 */
export function walletPlaces(env: WorkerEnv, here?: string): WalletPlaces {
  return {
    isHere: (walletId) => walletId === here,
    answer: (walletId, request) => askObject(async () => objectOf(env, walletId).handOver(request)),
    handedOverTo: (request) => (handedOver.has(request) ? here : undefined),
    settle: (walletId, part) => askObject<SettledPart>(async () => objectOf(env, walletId).settle(part)),
    inSuspense: (page) => askObject(async () => env.INTAKE.getByName(INTAKE_NAME).walletsInSuspense(page)),
    retry: (walletId) => askObject(async () => objectOf(env, walletId).retry()),
    rebuildZone: (walletId, zoneId) => askObject(async () => objectOf(env, walletId).rebuildZone(zoneId)),
  }
}
