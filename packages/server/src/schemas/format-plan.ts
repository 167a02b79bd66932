import {
  formatAmount,
  formatDate,
  formatPercent,
  type Allowance,
  type Cap,
  type FeeRule,
  type PlanVersion,
} from "@tollgate/engine"
import type { PlanVersionOut } from "./plan.ts"

/** A plan version as HTTP shows it. */
export function formatPlanVersion(version: PlanVersion): PlanVersionOut {
  return {
    effectiveFrom: Number.isFinite(version.fromDay) ? formatDate(version.fromDay) : null,
    rateCard: version.rateCard,
    volumeTiers: version.volumeTiers,
    fees: version.fees.map(formatFeeRule),
    allowances: version.allowances.map(formatAllowance),
    caps: version.caps.map(formatCap),
  }
}

function formatFeeRule(rule: FeeRule): PlanVersionOut["fees"][number] {
  const { kind, label, group, on, when, capId } = rule
  return {
    kind,
    label,
    group,
    ...(rule.kind === "per_message"
      ? { amount: formatAmount(rule.amount) }
      : { percent: formatPercent(rule.percent), of: rule.of }),
    on: [...on],
    ...(when === undefined
      ? {}
      : {
          when: {
            ...(when.category === undefined ? {} : { category: [...when.category] }),
            ...(when.market === undefined ? {} : { market: [...when.market] }),
            ...(when.channel === undefined ? {} : { channel: [...when.channel] }),
            ...(when.direction === undefined ? {} : { direction: [...when.direction] }),
          },
        }),
    ...(capId === undefined ? {} : { capId }),
  }
}

function formatAllowance({ fromDay, category, ...rest }: Allowance): PlanVersionOut["allowances"][number] {
  const shown = { ...rest, category: [...category], period: "month" as const }
  return fromDay === undefined ? shown : { ...shown, effectiveFrom: formatDate(fromDay) }
}

function formatCap({ id, amount, per, adjustable }: Cap): PlanVersionOut["caps"][number] {
  const shown = { id, amount: formatAmount(amount), per, period: "month" as const }
  if (adjustable === undefined) return shown
  return { ...shown, adjustable: { min: formatAmount(adjustable.min), max: formatAmount(adjustable.max) } }
}
