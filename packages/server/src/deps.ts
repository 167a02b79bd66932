import type { OpenAPIHono } from "@hono/zod-openapi"
import type { AppEnv } from "./http/app-env.ts"
import type { SweepAlone } from "./storage/postgres/sweep-alone.ts"
import type { Assets } from "./assets/assets.ts"
import type { Catalog } from "./catalog/catalog.ts"
import type { Invoice } from "./catalog/invoice-records.ts"
import type { Logger } from "./observability/log.ts"
import type { HttpMailOptions } from "./mail/http-mail.ts"
import type { MailTransport } from "./mail/mail.ts"
import type { Metrics } from "./observability/metrics.ts"
import type { CouponPort } from "./payments/coupon-port.ts"
import type { ChangeFeed } from "./storage/change-feed.ts"
import type { Moving } from "./storage/moving/moving.ts"
import type { PaymentConfig } from "./payments/payment-config.ts"
import type { PaymentProviders } from "./payments/payment-providers.ts"
import type { WalletPlaces } from "./spending/wallet-places.ts"
import type { WalletStore } from "./storage/wallet-store.ts"
import type { Timer } from "./timer.ts"

/** How mails go out: by SMTP where the runtime has it, or by an HTTP interface. */
export interface MailConfig {
  /** The server's address. */
  readonly from: string
  readonly smtpUrl?: string
  readonly api?: HttpMailOptions
}

/** What a runtime reads from its environment. Absent = not configured. */
export interface Config {
  readonly version: string
  /** The first operator key, always valid; 32 characters or more (`checkConfig`). */
  readonly operatorKey?: string
  /** Signs portal tokens, 32 characters or more; else one is made and kept in the catalog. */
  readonly tokenSecret?: string
  /** What links begin with, without a trailing slash. Its origin may always call. */
  readonly publicUrl?: string
  readonly isDemo: boolean
  /** The demo may be shown to others: its page then has no key and runs no traffic for them. */
  readonly isDemoPublic?: boolean
  /** Who takes payments, the first one first. */
  readonly payments?: readonly PaymentConfig[]
  readonly metaAppSecret?: string
  readonly metaVerifyToken?: string
  readonly gupshupToken?: string
  /** Who is told of what people who run it must look at (`MAIL-8`). */
  readonly operatorEmail?: string
  /** Mails go out; without it they are kept, to be read. */
  readonly mail?: MailConfig
  /** Webhooks may go to this machine, and without TLS: for trying them out. */
  readonly allowsLoopbackWebhooks?: boolean
}

/** All that the app needs from its runtime. Nothing here is global, so that tests and Workers make their own. */
export interface Deps {
  readonly catalog: Catalog
  readonly wallets: WalletStore
  /** Where wallets live in places of their own; absent = all of them here. */
  readonly places?: WalletPlaces
  /** Which wallets change, whoever writes to them. */
  readonly feed: ChangeFeed
  /** Where other processes sweep the same store. */
  readonly sweepAlone?: SweepAlone
  /** The pages of the demo, where the runtime has them: they are no part of a Worker. */
  readonly demoRoutes?: () => OpenAPIHono<AppEnv>
  /** The built elements. */
  readonly assets: Assets
  /** Milliseconds since 1970 UTC. */
  readonly clock: () => number
  readonly timer: Timer
  /** A new id with this prefix: `ids("cus")` gives `cus_...`, at most 40 characters, growing with time. */
  readonly ids: (prefix: string) => string
  readonly random: (bytes: number) => Uint8Array
  readonly log: Logger
  readonly config: Config
  readonly metrics: Metrics
  /** Wallets and catalog, out of this store and into it. Absent = none go or come. */
  readonly moving?: Moving
  /** Absent = none: every code is unknown. */
  readonly coupons?: CouponPort
  /** Absent = none: no checkouts, no auto-recharge. */
  readonly payments?: PaymentProviders
  /** The PDF of an invoice or credit note: the same one gives the same bytes. Absent = none are made. */
  readonly invoicePdf?: (invoice: Invoice) => Promise<Uint8Array>
  /** Absent = mails are kept. */
  readonly mail?: MailTransport
  /** What happened before is told to nobody: the demo's past, which never was. Absent = all is told. */
  readonly toldSince?: number
  /** Runs a task after the answer; the runtime waits for it before it stops. */
  readonly defer: (task: () => Promise<void>) => void
  /** Aborted when the server is told to stop: answers without an end then end. */
  readonly stopping: AbortSignal
  /** The caller's address as the socket has it; absent where the runtime does not tell. */
  readonly remoteAddress?: (request: Request) => string | undefined
}

/** Secrets of the environment that are shorter are refused at start-up. */
export const SECRET_CHARACTERS_MIN = 32

/** Throws, with words for the operator, when the server must not start like this. Rule AUTH-3. */
export function checkConfig(config: Config): void {
  for (const [name, secret] of [
    ["TOLLGATE_OPERATOR_KEY", config.operatorKey],
    ["TOLLGATE_TOKEN_SECRET", config.tokenSecret],
  ] as const) {
    if (secret !== undefined && secret.length < SECRET_CHARACTERS_MIN) {
      throw new Error(`${name} needs ${SECRET_CHARACTERS_MIN} characters or more`)
    }
  }
}
