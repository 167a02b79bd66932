/** `GET /v1/wallets/:id/numbers`. Amounts are decimal strings. */
export interface WalletNumbers {
  readonly currency: string
  readonly shared: string
  readonly allotted: string
  readonly allottedCount: number
  /** The largest part: what bars are drawn against. */
  readonly largest: string
  /** Numbers that match. */
  readonly total: number
  readonly data: readonly WalletNumber[]
  readonly nextCursor: string | null
}

export interface WalletNumber {
  readonly senderId: string
  readonly phoneNumber: string
  readonly displayName: string | null
  readonly status: "connected" | "quiet"
  readonly part: NumberPart | null
  readonly today: string
  readonly month: string
}

export interface NumberPart {
  /** As last set. */
  readonly amount: string
  /** What is left of it. */
  readonly available: string
  readonly mayUseShared: boolean
}

/** What is drawn as bones before anything has come. */
export const SAMPLE_NUMBERS: WalletNumbers = {
  currency: "USD",
  shared: "900",
  allotted: "100",
  allottedCount: 2,
  largest: "50",
  total: 3,
  nextCursor: null,
  data: [1, 2, 3].map((place) => ({
    senderId: String(place),
    phoneNumber: "910000000000",
    displayName: "Number",
    status: "connected",
    part: place === 3 ? null : { amount: "50", available: "30", mayUseShared: true },
    today: "1",
    month: "20",
  })),
}

/** `+919876543210`. */
export function writePhone({ phoneNumber }: Pick<WalletNumber, "phoneNumber">): string {
  return `+${phoneNumber.replace("+", "")}`
}
