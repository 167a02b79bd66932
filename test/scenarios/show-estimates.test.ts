import { expect, it } from "vitest"
import { postEvents } from "../support/events.ts"
import { openHost } from "../support/host.ts"
import { expectSound } from "../support/sound.ts"
import { makeTenant } from "../support/tenant.ts"
import { metaStatus, postMeta } from "../support/webhooks.ts"

it("[EST-1, EST-3, CHANNEL-1] what marketing costs by Cloud API, why, and what MM Lite would save", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "lite", { credit: "1" })
  const { partner, senderId, wallet, walletId } = tenant
  const mmLite = { tosAccepted: false, autoRouting: true, apiVersion: "v2" }
  await partner.must(
    partner.put(`/v1/senders/${senderId}`, { walletId, phoneNumber: "+14155550100", mmLite }),
  )
  await postEvents(
    tenant,
    ["m1", "m2", "m3"].map((messageId) => ({ messageId, at: host.now, category: "marketing" })),
  )
  const lite = { senderId, messageId: "m4", at: host.now, category: "marketing_lite", type: "regular" }
  await postMeta(host.operator, metaStatus({ ...lite, status: "delivered" }))
  await postEvents(tenant, [{ messageId: "m5", at: host.now, category: "utility" }])

  const report = await partner.must(partner.get(`${wallet}/channel-report`))
  expect(report.rows).toMatchObject([
    { senderId, cloud_api: { delivered: 3 }, mm_lite: { delivered: 1 }, reasons: [{ case: "A" }] },
  ])
  const day = new Date(host.now).toISOString().slice(0, 8)
  const asked = { walletId, from: `${day}01`, to: new Date(host.now + 86_400_000).toISOString().slice(0, 10) }
  const changes = { channelShare: { mm_lite: "1" } }
  const estimate = await partner.must(partner.post("/v1/estimates", { ...asked, changes }))
  const usage = await partner.must(partner.get(`${wallet}/usage?from=${asked.from}&to=${asked.to}`))
  expect(estimate.actual).toBe(usage.totals.amount)
  expect(estimate).toMatchObject({
    difference: "-0.002124",
    channelShare: { mm_lite: { actual: 0.25, estimate: 1 } },
  })
  await expectSound(host, tenant)
})
