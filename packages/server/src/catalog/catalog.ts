import type { CouponVerdict, Micros } from "@tollgate/engine"
import type { Answer, Replay } from "../storage/wallet-store.ts"
import type {
  ApiKey,
  Assignment,
  Coupon,
  CouponUses,
  Customer,
  CustomerChange,
  IngestToken,
  IntakeEvent,
  LinkPayment,
  Partner,
  PaymentLink,
  Plan,
  PlanVersionRecord,
  RateCardRecord,
  SandboxPayment,
  Redemption,
  ReportedTier,
  Sender,
  SenderSettings,
  WalletPlace,
} from "./records.ts"
import type { WebhookEndpoint } from "./delivery-records.ts"
import type { Invoice, TopUpPriceLines } from "./invoice-records.ts"
import type { Deliveries, DeliveryQueue } from "./deliveries.ts"

/** Where a page goes on: after the record made at `at` with this id. */
export interface Position {
  readonly at: number
  readonly id: string
}

export interface ListPage<T> {
  readonly rows: readonly T[]
  /** Absent at the end. */
  readonly next?: Position
}

/** Oldest first. */
export interface PageRequest {
  readonly limit: number
  readonly after?: Position
}

/** The record that is there after an insert: the new one, or the one that had its id before. */
export interface Inserted<T> {
  readonly record: T
  readonly isNew: boolean
}

export type Claim =
  | { readonly kind: "claimed" }
  | { readonly kind: "answered"; readonly answer: Answer }
  /** The same key came with another body. */
  | { readonly kind: "reused" }
  /** The first request is still under way. */
  | { readonly kind: "busy" }

/** A coupon and how often it was redeemed, by anyone and by one customer: confirmed, or reserved and not lapsed. */
export interface CouponCounts {
  readonly coupon: Coupon
  readonly redeemed: number
  readonly redeemedByCustomer: number
  /** Of these the reserved ones. */
  readonly reservedByCustomer: number
}

/** A redemption that is wanted for a top-up. Data alone, as it may be asked of another machine. */
export interface WantedRedemption {
  readonly topUpId: string
  readonly codeKey: string
  readonly walletId: string
  readonly customerId: string
  readonly partnerId: string
  /** Of the wallet. */
  readonly currency: string
  /** What is to be credited, the bonus aside. */
  readonly amount: Micros
  readonly now: number
  readonly lapsesAt: number
}

/** A redemption is found by its coupon and its top-up. */
export type RedemptionKey = Pick<Redemption, "topUpId" | "codeKey">

export type Reserved =
  | { readonly kind: "reserved"; readonly coupon: Coupon; readonly redemption: Redemption }
  | { readonly kind: "refused"; readonly coupon: Coupon; readonly verdict: CouponVerdict }

/** An invoice that is to be issued; its number and instant come of the issue. Data alone, as it may be asked of another machine. */
export interface InvoiceDraft extends Omit<Invoice, "year" | "sequence" | "number" | "issuedAt"> {
  readonly now: number
}

/**
 * Partners, keys, customers, senders, plans, cards: small and read-mostly. A record is never deleted. Reads marked
 * (hot) come from memory, at most `CATALOG_CACHE_MS` behind writes of other processes and never behind our own.
 * Rules CATALOG-1 to CATALOG-4.
 */
export interface Catalog extends Deliveries, DeliveryQueue {
  /** Resolves when the database answers. */
  ping(): Promise<void>

  insertPartner(partner: Partner): Promise<Inserted<Partner>>
  /**
   * Makes of the record that is there now, which one from memory need not be, what `change` makes of it; `undefined` where
   * there is none. `change` may be called again.
   */
  changePartner(id: string, change: (partner: Partner) => Partner): Promise<Partner | undefined>
  /** (hot) */
  partner(id: string): Promise<Partner | undefined>
  partners(page: PageRequest): Promise<ListPage<Partner>>
  /** Whether some active partner lists this origin. (hot) */
  isOriginListed(origin: string): Promise<boolean>

  insertKey(key: ApiKey): Promise<void>
  /** (hot) */
  key(id: string): Promise<ApiKey | undefined>
  /** (hot) */
  keyByHash(hash: string): Promise<ApiKey | undefined>
  keys(filter: { partnerId?: string }, page: PageRequest): Promise<ListPage<ApiKey>>
  revokeKey(id: string, at: number): Promise<void>

  insertCustomer(customer: Customer): Promise<Inserted<Customer>>
  /**
   * Like `changePartner`; what it changes is kept beside it, in the same commit. A `change` that gives back what it was
   * given writes nothing. Rule BILLTO-4.
   */
  changeCustomer(
    id: string,
    change: (customer: Customer) => Customer,
    made: Pick<CustomerChange, "id" | "at" | "changedBy">,
  ): Promise<Customer | undefined>
  customerChanges(of: { readonly customerId: string }, page: PageRequest): Promise<ListPage<CustomerChange>>
  /** (hot) */
  customer(id: string): Promise<Customer | undefined>
  customers(filter: { partnerId?: string }, page: PageRequest): Promise<ListPage<Customer>>

  /** Before or after the wallet itself is made: the same place twice changes nothing. */
  insertWalletPlace(place: WalletPlace): Promise<Inserted<WalletPlace>>
  closeWalletPlace(walletId: string, isClosed: boolean): Promise<void>
  /** (hot) */
  walletPlace(walletId: string): Promise<WalletPlace | undefined>
  walletPlaces(
    filter: { partnerId?: string; customerId?: string },
    page: PageRequest,
  ): Promise<ListPage<WalletPlace>>

  /**
   * Make or replace a sender. Another wallet than before closes the open assignment at `at` and opens a new one.
   * The first assignment of a sender holds from the beginning of time, so that early events find it.
   * With `mayTake` false a sender of another partner, or one with the same Gupshup app, stays as it is and is what is told.
   */
  putSender(sender: {
    id: string
    partnerId: string
    walletId: string
    settings: SenderSettings
    at: number
    mayTake?: boolean
  }): Promise<Inserted<Sender>>
  /** What a wallet's customer calls a number; `undefined` where the wallet does not pay for it now. */
  nameSender(named: {
    id: string
    walletId: string
    displayName: string | null
    at: number
  }): Promise<Sender | undefined>
  /** (hot) */
  sender(id: string): Promise<Sender | undefined>
  /**
   * Reads these senders and their assignments in one go, so that they are in memory when they are asked for one by one.
   * Which of them there are.
   */
  readSenders(ids: readonly string[]): Promise<ReadonlySet<string>>
  /** Which of these texts are the id of a sender or the Gupshup app of some. */
  knownNames(names: readonly string[]): Promise<ReadonlySet<string>>
  /** Senders of this Gupshup app, of one partner or (null) of all. (hot) */
  sendersByApp(gupshupAppId: string, partnerId: string | null): Promise<readonly Sender[]>
  /** Senders with this number, digits without `+`. (hot) */
  sendersByPhone(digits: string, partnerId: string): Promise<readonly Sender[]>
  /** Senders that this wallet pays for now. (hot) */
  sendersOfWallet(walletId: string): Promise<readonly Sender[]>
  senders(filter: { partnerId?: string; walletId?: string }, page: PageRequest): Promise<ListPage<Sender>>
  /** All that a sender ever had, oldest first. (hot) */
  assignments(senderId: string): Promise<readonly Assignment[]>

  /** The plan and its first version, both or neither. */
  insertPlan(plan: Plan, version: PlanVersionRecord): Promise<Inserted<Plan>>
  insertPlanVersion(version: PlanVersionRecord): Promise<Inserted<PlanVersionRecord>>
  /** (hot) */
  plan(id: string): Promise<Plan | undefined>
  plans(filter: { partnerId?: string }, page: PageRequest): Promise<ListPage<Plan>>
  /** In order of `effectiveFrom`. (hot) */
  planVersions(planId: string): Promise<readonly PlanVersionRecord[]>

  insertRateCard(card: RateCardRecord): Promise<Inserted<RateCardRecord>>
  /** All imported cards, by id, currency and `effectiveFrom`. The same array while nothing changes. (hot) */
  rateCards(): Promise<readonly RateCardRecord[]>

  /** Of several reports of one tier, the smallest `updatedAt` and the first `arrivedAt` stay. */
  putReportedTier(tier: ReportedTier): Promise<void>
  /** (hot) */
  reportedTiers(wabaId: string): Promise<readonly ReportedTier[]>

  insertCoupon(coupon: Coupon): Promise<Inserted<Coupon>>
  /** A coupon never changes. (hot) */
  coupon(codeKey: string): Promise<Coupon | undefined>
  /** How often it was redeemed as of `now`, and by this customer. */
  couponCounts(
    codeKey: string,
    asOf: { readonly now: number; readonly customerId: string },
  ): Promise<CouponCounts | undefined>
  couponUses(codeKey: string, now: number): Promise<CouponUses | undefined>
  coupons(page: PageRequest, now: number): Promise<ListPage<CouponUses>>
  /**
   * Takes one redemption for a top-up, if `judgeRedemption` says that it is valid: no other redemption of the coupon comes
   * between its count and its row. A top-up that has one of this coupon, confirmed or not lapsed, gets it again, whatever
   * became of the coupon; `undefined` when there is no such coupon.
   */
  reserveRedemption(wanted: WantedRedemption): Promise<Reserved | undefined>
  /** Whatever state it is in, from then on it counts. */
  confirmRedemption(of: RedemptionKey): Promise<void>
  /** One that was confirmed stays. */
  releaseRedemption(of: RedemptionKey): Promise<void>
  redemption(of: RedemptionKey): Promise<Redemption | undefined>

  /** A top-up has one payment at the sandbox: the one that is there, or the new one. */
  insertSandboxPayment(payment: SandboxPayment): Promise<Inserted<SandboxPayment>>
  sandboxPayment(by: { id: string } | { topUpId: string }): Promise<SandboxPayment | undefined>
  /** The first end of an open payment stays. @returns the payment as it is then */
  endSandboxPayment(
    id: string,
    end: Pick<SandboxPayment, "state" | "reason" | "updatedAt">,
  ): Promise<SandboxPayment | undefined>

  /**
   * What was given back of the payment of a top-up, changed in one transaction: by `change`, which is pure and may be called
   * twice; undefined leaves it. @returns the payment as it is then
   */
  changeSandboxBacks(
    topUpId: string,
    change: (payment: SandboxPayment) => string | undefined,
    updatedAt: number,
  ): Promise<SandboxPayment | undefined>

  insertPaymentLink(link: PaymentLink): Promise<void>
  paymentLink(id: string): Promise<PaymentLink | undefined>
  paymentLinkByHash(secretHash: string): Promise<PaymentLink | undefined>
  paymentLinks(filter: { walletId: string }, page: PageRequest): Promise<ListPage<PaymentLink>>
  /** At once and for ever; again changes nothing. */
  revokePaymentLink(id: string, at: number): Promise<void>
  /**
   * Begins a payment in the state `starting`, unless as many as the link takes have succeeded, are open, or are starting
   * since `startingSince` or later. Of many at once as many begin as are left.
   */
  beginLinkPayment(payment: {
    reference: string
    linkId: string
    topUpId: string
    startedAt: number
    startingSince: number
    maxPayments: number | null
  }): Promise<{ readonly hasBegun: boolean }>
  updateLinkPayment(payment: LinkPayment): Promise<void>
  linkPayment(reference: string): Promise<LinkPayment | undefined>
  /** The newest payments of the link in this state. */
  linkPayments(linkId: string, state: LinkPayment["state"], limit: number): Promise<readonly LinkPayment[]>
  countLinkPayments(linkId: string, state: LinkPayment["state"]): Promise<number>

  /**
   * Issues with the next number of the series' year: of many at once each has another, and none is left out. One that has its
   * id was issued before and stays as it is.
   */
  issueInvoice(draft: InvoiceDraft): Promise<Inserted<Invoice>>
  invoice(of: { issuerId: string; id: string }): Promise<Invoice | undefined>
  invoices(
    filter: { readonly issuerId: string; readonly walletId: string },
    page: PageRequest,
  ): Promise<ListPage<Invoice>>
  /** Which of these are issued. */
  issuedInvoices(of: { issuerId: string; ids: readonly string[] }): Promise<readonly string[]>

  /** The first that is told of a top-up stays. */
  putTopUpPrice(lines: TopUpPriceLines): Promise<void>
  topUpPrice(topUpId: string): Promise<TopUpPriceLines | undefined>

  insertWebhookEndpoint(endpoint: WebhookEndpoint): Promise<void>
  /** Like `changePartner`. */
  changeWebhookEndpoint(
    id: string,
    change: (endpoint: WebhookEndpoint) => WebhookEndpoint,
  ): Promise<WebhookEndpoint | undefined>
  /** (hot) */
  webhookEndpoint(id: string): Promise<WebhookEndpoint | undefined>
  /** Of all owners, by owner. (hot) */
  enabledWebhookEndpoints(): Promise<readonly WebhookEndpoint[]>
  /** Deleted ones too. */
  webhookEndpoints(filter: { ownerId: string }, page: PageRequest): Promise<ListPage<WebhookEndpoint>>

  insertIngestToken(token: IngestToken): Promise<void>
  /** (hot) */
  ingestTokenByHash(hash: string): Promise<IngestToken | undefined>
  ingestTokens(filter: { partnerId?: string }, page: PageRequest): Promise<ListPage<IngestToken>>
  ingestToken(id: string): Promise<IngestToken | undefined>
  revokeIngestToken(id: string, at: number): Promise<void>

  /** (hot) */
  setting(name: string): Promise<string | undefined>
  /** The setting's value: the one given, or the one that was there before. */
  putSettingOnce(name: string, value: string): Promise<string>
  putSetting(name: string, value: string): Promise<void>

  claimReplay(replay: Replay, now: number, claimMs: number): Promise<Claim>
  /** The first answer to a request stays, also when an equal request that was refused for now gave up their claim. */
  saveReplay(replay: Replay, answer: Answer): Promise<void>
  /** Gives up a claim; an answer stays. */
  dropReplay(key: string): Promise<void>
  forgetReplays(now: number): Promise<void>

  putIntakeEvents(events: readonly IntakeEvent[]): Promise<{ readonly added: number }>
  intakeEvents(
    filter: { partnerId?: string; sender?: string },
    page: PageRequest,
  ): Promise<ListPage<IntakeEvent>>
  /** Whom the events that wait name, in order of these names, each with how many. */
  intakeSenders(page: {
    readonly limit: number
    readonly after?: string
  }): Promise<readonly { readonly sender: string; readonly events: number }[]>
  dropIntakeEvents(keys: readonly string[]): Promise<void>

  /** Forget everything in memory. */
  refresh(): void
}
