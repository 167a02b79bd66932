import { formatMicros, micros } from "../money/amount.ts"
import type { CouponOffer } from "../session/types.ts"
import type { Desk } from "./desk.ts"

/** What a coupon gives, or why it gives nothing. Rule UI-ADD-3. */
export function couponWords(
  { t, formats }: Pick<Desk, "t" | "formats">,
  coupon: CouponOffer,
  amount: string,
): string {
  const { status, bonus, bonusExpiresAt, minTopUp, endedAt } = coupon
  const date = (at: string): string => formats.date(at, { dateStyle: "medium" })
  if (status === "valid") {
    return t(bonusExpiresAt === null ? "coupon_valid" : "coupon_until", {
      bonus: formats.money(bonus, "plus"),
      date: bonusExpiresAt === null ? "" : date(bonusExpiresAt),
    })
  }
  if (status === "expired" && endedAt !== null) return t("coupon_expired", { date: date(endedAt) })
  if (status === "below_minimum" && minTopUp !== null) {
    const more = formatMicros(micros(minTopUp) - micros(amount))
    return t("coupon_below_minimum", {
      min: formats.money(minTopUp, "short"),
      more: formats.money(more, "short"),
    })
  }
  return t(status === "used_up" || status === "not_yours" ? `coupon_${status}` : "coupon_unknown")
}
