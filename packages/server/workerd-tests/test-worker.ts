import { DurableObject } from "cloudflare:workers"

export {
  CouponObject,
  default,
  DeliveryObject,
  IntakeObject,
  IssuerObject,
  WalletObject,
} from "../src/runtime/worker/index.ts"

/** An object of which the tests use the storage alone. */
export class StorageObject extends DurableObject {}
