import fc from "fast-check"
import type { Micros } from "../money/micros.ts"
import type { Allotment, WalletStatus } from "../wallet/state.ts"
import type { EmergencyTerms } from "../wallet/recharge-settings.ts"

/** One thing that happens to a wallet; `which` picks among what is there. */
export type WalletCommand =
  | { readonly do: "wait"; readonly hours: number }
  | { readonly do: "expire" }
  | {
      readonly do: "topUp"
      readonly amount: Micros
      readonly bonus: Micros | null
      readonly bonusHours: number | null
    }
  | {
      readonly do: "begin"
      readonly amount: Micros
      readonly fee: Micros
      readonly tax: Micros
      readonly bonus: Micros
      readonly bonusHours: number
    }
  | { readonly do: "order"; readonly which: number }
  | { readonly do: "complete"; readonly which: number; readonly short: boolean }
  | {
      readonly do: "fail"
      readonly which: number
      readonly withdrawn: boolean
      readonly lacks: "method" | "provider" | null
    }
  | {
      readonly do: "recharge"
      readonly enabled: boolean
      readonly threshold: Micros
      readonly amount: Micros
      readonly limit: Micros | null
      readonly maxFailures: number | null
      readonly waitsFor: "method" | "payment" | null
      /** Undefined = not spoken of. */
      readonly emergency: EmergencyTerms | null | undefined
      readonly agreed: boolean
    }
  | { readonly do: "refund"; readonly which: number; readonly amount: Micros | null }
  | { readonly do: "adjust"; readonly amount: Micros }
  | { readonly do: "allot"; readonly parts: readonly Allotment[] }
  | {
      readonly do: "allotNumber"
      readonly senderId: string
      readonly amount: Micros | null | undefined
      readonly mayUseShared: boolean | undefined
    }
  | { readonly do: "overdraft"; readonly amount: Micros }
  | { readonly do: "status"; readonly status: WalletStatus }
  | {
      readonly do: "authorize"
      readonly sender: number
      readonly lines: readonly {
        readonly category: number
        readonly count: number
        readonly message: number | null
      }[]
      readonly hours: number
    }
  | { readonly do: "release"; readonly which: number }
  | {
      readonly do: "settle"
      readonly events: readonly {
        readonly message: number
        readonly kind: "sent" | "delivered" | "read" | "failed"
        readonly hold: number | null
      }[]
    }
  | { readonly do: "again"; readonly which: readonly number[] }

const amount = fc.bigInt({ min: 1n, max: 1_500n })
const which = fc.nat({ max: 40 })
const message = fc.noBias(fc.integer({ min: 0, max: 23 }))

const command: fc.Arbitrary<WalletCommand> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "expire" as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("topUp" as const),
      amount,
      bonus: fc.option(fc.bigInt({ min: 1n, max: 300n })),
      bonusHours: fc.option(fc.integer({ min: 1, max: 8 })),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("begin" as const),
      amount,
      fee: fc.bigInt({ min: 0n, max: 30n }),
      tax: fc.bigInt({ min: 0n, max: 200n }),
      bonus: fc.bigInt({ min: 0n, max: 200n }),
      bonusHours: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("order" as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("complete" as const),
      which,
      short: fc.noBias(fc.nat({ max: 7 })).map((drawn) => drawn === 0),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("fail" as const),
      which,
      withdrawn: fc.noBias(fc.nat({ max: 4 })).map((drawn) => drawn === 0),
      lacks: fc.noBias(fc.nat({ max: 7 })).map((drawn) => (["method", "provider"] as const)[drawn] ?? null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("recharge" as const),
      enabled: fc.noBias(fc.nat({ max: 4 })).map((drawn) => drawn !== 0),
      threshold: fc.bigInt({ min: 0n, max: 600n }),
      amount: fc.bigInt({ min: 1n, max: 900n }),
      limit: fc.option(fc.bigInt({ min: 0n, max: 3_000n })),
      maxFailures: fc.option(fc.integer({ min: 1, max: 5 })),
      waitsFor: fc.noBias(fc.nat({ max: 7 })).map((drawn) => (["method", "payment"] as const)[drawn] ?? null),
      emergency: fc.oneof(
        fc.record({
          amount: fc.bigInt({ min: 1n, max: 900n }),
          below: fc.bigInt({ min: 0n, max: 300n }),
          perMonth: fc.integer({ min: 1, max: 3 }),
        }),
        fc.constantFrom(null, undefined),
      ),
      agreed: fc.noBias(fc.nat({ max: 3 })).map((drawn) => drawn !== 0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("refund" as const), which, amount: fc.option(amount) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("adjust" as const),
      amount: fc.bigInt({ min: -400n, max: 400n }).filter((one) => one !== 0n),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("allot" as const),
      parts: fc.uniqueArray(
        fc.record({
          senderId: fc.constantFrom("s1", "s2", "s3"),
          amount: fc.bigInt({ min: 0n, max: 300n }),
          mayUseShared: fc.boolean(),
        }),
        { selector: ({ senderId }) => senderId, maxLength: 3, size: "max" },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("allotNumber" as const),
      senderId: fc.constantFrom("s1", "s2", "s3"),
      amount: fc.constantFrom(undefined, null, 0n, 40n, 300n),
      mayUseShared: fc.constantFrom(undefined, true, false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("overdraft" as const), amount: fc.constantFrom(0n, 50n, 500n) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("status" as const),
      status: fc.constantFrom<WalletStatus>("active", "active", "suspended", "closed"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("authorize" as const),
      sender: fc.nat({ max: 2 }),
      lines: fc.array(
        fc.record({
          category: fc.nat({ max: 2 }),
          count: fc.integer({ min: 1, max: 4 }),
          message: fc.option(message),
        }),
        { minLength: 1, maxLength: 3, size: "max" },
      ),
      hours: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const), which }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("settle" as const),
      events: fc.array(
        fc.record({
          message,
          kind: fc.constantFrom(
            "sent" as const,
            "delivered" as const,
            "delivered" as const,
            "read" as const,
            "failed" as const,
          ),
          hold: fc.option(which),
        }),
        { minLength: 1, maxLength: 5, size: "max" },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("again" as const),
      which: fc.array(which, { minLength: 1, maxLength: 4 }),
    }),
  },
)

/** A short life of a wallet. */
export const walletCommands: fc.Arbitrary<WalletCommand[]> = fc.array(command, {
  minLength: 1,
  maxLength: 40,
  size: "max",
})
