declare namespace Cloudflare {
  interface Env {
    readonly STORAGE: DurableObjectNamespace
    readonly WALLET: DurableObjectNamespace<import("../src/runtime/worker/wallet-object.ts").WalletObject>
    readonly TOLLGATE_OPERATOR_KEY: string
    readonly COUPON: DurableObjectNamespace<import("../src/runtime/worker/coupon-object.ts").CouponObject>
    readonly ISSUER: DurableObjectNamespace<import("../src/runtime/worker/issuer-object.ts").IssuerObject>
    readonly DELIVERY: DurableObjectNamespace<
      import("../src/runtime/worker/delivery-object.ts").DeliveryObject
    >
    readonly INTAKE: DurableObjectNamespace<import("../src/runtime/worker/intake-object.ts").IntakeObject>
    /** `runtime-tests/answer-in-node.ts`. */
    readonly NODE: Fetcher
    readonly CATALOG: D1Database
    /** The files of `migrations`, split into statements as wrangler does. */
    readonly D1_MIGRATIONS: readonly { name: string; queries: string[] }[]
    readonly ARCHIVE: R2Bucket
  }
}
