import type { DeliveryCounts } from "../catalog/deliveries.ts"

const SECOND_MS = 1_000

/** Webhooks and mails that wait or are dead, and the age of the oldest, as Prometheus reads them. Rule HOOK-12. */
export function deliveryGauges(counts: readonly DeliveryCounts[], now: number): string {
  const lines = (name: string, value: (one: DeliveryCounts) => number): string[] => [
    `# TYPE tollgate_${name} gauge`,
    ...counts.map((one) => `tollgate_${name}{kind="${one.kind}",status="${one.status}"} ${value(one)}`),
  ]
  return [
    ...lines("deliveries", ({ count }) => count),
    ...lines("delivery_oldest_age_seconds", ({ oldestAt }) => Math.max(0, now - oldestAt) / SECOND_MS),
    "",
  ].join("\n")
}
