import type { MediaType } from "@tollgate/engine"
import type { RecipientRange } from "../simulator/traffic-mix.ts"

/** A number of a demo customer. Without an app, Gupshup tells nothing of it. */
export interface DemoSender {
  readonly id: string
  readonly phoneNumber: string
  readonly wabaId: string
  readonly gupshupAppId: string | null
  /** What its customer calls it. */
  readonly displayName?: string
  /** Its own part of the balance, decimal; it goes on with the shared part. */
  readonly part?: string
}

/** Each on the first moment of a past local day, the oldest first; the first is the opening one. */
export interface DemoTopUp {
  readonly id: string
  readonly daysAgo: number
  readonly amount: string
  readonly reference: string
}

/** What its messages are, as shares of 1; the rest is what users write. */
export interface DemoMix {
  readonly marketing: number
  readonly utility: number
  readonly authentication: number
  readonly service: number
}

/** The traffic behind a customer, the same for the same seed. */
export interface DemoPast {
  readonly seed: number
  /** Local days with traffic, today among them. */
  readonly days: number
  /** Messages of an ordinary weekday: when it began, and now. */
  readonly messagesADay: readonly [then: number, now: number]
  /** Of an ordinary weekday's messages, how many there are on a Saturday and on a Sunday. */
  readonly weekend: readonly [saturday: number, sunday: number]
  readonly mix: DemoMix
  /** Of its marketing, how much goes over MM Lite. */
  readonly mmLiteShare: number
  /** What its service messages are, besides text. */
  readonly media: readonly MediaType[]
  /** Where its messages went. Non-empty. */
  readonly ranges: readonly RecipientRange[]
  readonly topUps: readonly DemoTopUp[]
  /** Messages that are on their way when the demo begins. */
  readonly hold: DemoHold | null
}

export interface DemoHold {
  readonly hoursAgo: number
  readonly count: number
  readonly to: string
}

/** Agreed to in the portal at the end of the past. */
export interface DemoRecharge {
  readonly threshold: string
  readonly amount: string
  readonly monthlyLimit: string
}

/** A customer of the demo, its wallet, its numbers, and how it got where it is. Amounts are decimal. */
export interface DemoCustomer {
  readonly id: string
  readonly name: string
  /** What it is in the demo for, in a few words. */
  readonly about: string
  readonly timezone: string
  readonly locale: string
  readonly contact: { readonly name: string; readonly email: string }
  readonly billingAddress: {
    readonly line1: string
    readonly city: string
    readonly state?: string
    readonly postalCode: string
    readonly country: string
  }
  readonly taxId: string | null
  readonly wallet: {
    readonly id: string
    readonly currency: string
    readonly planId: string
    readonly overdraftLimit: string
    readonly lowBalanceThreshold: string
  }
  /** Non-empty; the first one is the one that the page sends from. */
  readonly senders: readonly [DemoSender, ...DemoSender[]]
  readonly recharge?: DemoRecharge
  /** Null: nothing ever happened. */
  readonly past: DemoPast | null
}
