import { DurableObject } from "cloudflare:workers"

export { CouponObject } from "../src/runtime/worker/coupon-object.ts"
export { IntakeObject } from "../src/runtime/worker/intake-object.ts"

/** An object of which the tests use the storage alone. */
export class StorageObject extends DurableObject {}

export default { fetch: () => new Response(null, { status: 404 }) }
