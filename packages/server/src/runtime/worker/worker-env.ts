import type { WalletObject } from "./wallet-object.ts"
import type { ObjectBindings } from "./with-objects.ts"

/** What the Worker is bound to, and its variables and secrets. Names and meanings are those of `wrangler.jsonc`. */
export interface WorkerEnv extends ObjectBindings {
  /** An object a wallet, named by the wallet's id. */
  readonly WALLET: DurableObjectNamespace<WalletObject>
  readonly CATALOG: D1Database
  readonly ARCHIVE: R2Bucket
  readonly TOLLGATE_OPERATOR_KEY?: string
  readonly TOLLGATE_TOKEN_SECRET?: string
  readonly TOLLGATE_PUBLIC_URL?: string
  readonly TOLLGATE_PAYMENTS?: string
  readonly STRIPE_SECRET_KEY?: string
  readonly STRIPE_WEBHOOK_SECRET?: string
  readonly TOLLGATE_STRIPE_SECRET_KEY?: string
  readonly TOLLGATE_STRIPE_WEBHOOK_SECRET?: string
  readonly TOLLGATE_STRIPE_URL?: string
  readonly RAZORPAY_KEY_ID?: string
  readonly RAZORPAY_KEY_SECRET?: string
  readonly RAZORPAY_WEBHOOK_SECRET?: string
  readonly TOLLGATE_RAZORPAY_URL?: string
  readonly TOLLGATE_META_APP_SECRET?: string
  readonly TOLLGATE_META_VERIFY_TOKEN?: string
  readonly TOLLGATE_GUPSHUP_TOKEN?: string
  readonly TOLLGATE_MAIL_FROM?: string
  readonly TOLLGATE_MAIL_API?: string
  readonly TOLLGATE_MAIL_API_KEY?: string
  readonly TOLLGATE_MAIL_API_URL?: string
  readonly TOLLGATE_OPERATOR_EMAIL?: string
  readonly TOLLGATE_WEBHOOKS_TO_LOOPBACK?: string
}
