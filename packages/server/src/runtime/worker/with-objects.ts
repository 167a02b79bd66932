import type { Catalog } from "../../catalog/catalog.ts"
import type { CouponUses } from "../../catalog/records.ts"
import { askObject } from "./ask-object.ts"
import type { CouponObject } from "./coupon-object.ts"
import { deliveryObjectName } from "./delivery-object-name.ts"
import type { DeliveryObject } from "./delivery-object.ts"
import { INTAKE_NAME, type IntakeObject } from "./intake-object.ts"
import type { IssuerObject } from "./issuer-object.ts"

export interface ObjectBindings {
  /** An object a coupon, named by the key of its code. */
  readonly COUPON: DurableObjectNamespace<CouponObject>
  /** An object an issuer of invoices, named by the partner's id. */
  readonly ISSUER: DurableObjectNamespace<IssuerObject>
  /** An object an owner of webhooks and mails. */
  readonly DELIVERY: DurableObjectNamespace<DeliveryObject>
  /** One object. */
  readonly INTAKE: DurableObjectNamespace<IntakeObject>
}

/**
 * The catalog, whose redemptions, invoices, deliveries and events of unknown senders are in objects. A coupon's own record stays in the catalog:
 * a code that nobody made wakes no object. Rules OBJ-1 to OBJ-4, OBJ-7, OBJ-8.
 */
export function withObjects(catalog: Catalog, { COUPON, ISSUER, DELIVERY, INTAKE }: ObjectBindings): Catalog {
  const couponObject = (codeKey: string) => COUPON.getByName(codeKey)
  const issuerObject = (issuerId: string) => ISSUER.getByName(issuerId)
  const deliveryObject = (ownerId: string) => DELIVERY.getByName(deliveryObjectName(ownerId))
  const intake = () => INTAKE.getByName(INTAKE_NAME)

  const usesOf = async ({ coupon }: Pick<CouponUses, "coupon">, now: number): Promise<CouponUses> => {
    const { codeKey } = coupon
    const uses = await askObject(async () => couponObject(codeKey).uses(codeKey, now))
    return uses ?? { coupon, confirmed: 0, reserved: 0 }
  }

  return {
    ...catalog,
    couponCounts: async (codeKey, asOf) => {
      const coupon = await catalog.coupon(codeKey)
      if (coupon === undefined) return undefined
      const counts = await askObject(async () => couponObject(codeKey).counts(codeKey, asOf))
      return counts ?? { coupon, redeemed: 0, redeemedByCustomer: 0, reservedByCustomer: 0 }
    },
    couponUses: async (codeKey, now) => {
      const coupon = await catalog.coupon(codeKey)
      return coupon === undefined ? undefined : usesOf({ coupon }, now)
    },
    coupons: async (page, now) => {
      const { rows, ...rest } = await catalog.coupons(page, now)
      return { rows: await Promise.all(rows.map((row) => usesOf(row, now))), ...rest }
    },
    reserveRedemption: async (wanted) => {
      const coupon = await catalog.coupon(wanted.codeKey)
      if (coupon === undefined) return undefined
      return askObject(async () => couponObject(wanted.codeKey).reserve(coupon, wanted))
    },
    confirmRedemption: (key) => askObject(async () => couponObject(key.codeKey).confirm(key)),
    releaseRedemption: (key) => askObject(async () => couponObject(key.codeKey).release(key)),
    redemption: (key) => askObject(async () => couponObject(key.codeKey).redemption(key)),

    issueInvoice: (draft) => askObject(async () => issuerObject(draft.issuerId).issue(draft)),
    invoice: (of) => askObject(async () => issuerObject(of.issuerId).invoice(of)),
    invoices: (filter, page) => askObject(async () => issuerObject(filter.issuerId).invoices(filter, page)),
    issuedInvoices: (of) => askObject(async () => issuerObject(of.issuerId).issued(of)),

    putDeliveries: (ownerId, deliveries, now) =>
      askObject(async () => deliveryObject(ownerId).put(ownerId, deliveries, now)),
    delivery: (key) => askObject(async () => deliveryObject(key.ownerId).one(key)),
    deliveries: (filter, page) => askObject(async () => deliveryObject(filter.ownerId).list(filter, page)),
    resendDelivery: (key, now) => askObject(async () => deliveryObject(key.ownerId).resend(key, now)),
    resendDead: (filter, now) =>
      askObject(async () => deliveryObject(filter.ownerId).resendDead(filter, now)),
    endTarget: (ownerId, target, fault, now) =>
      askObject(async () => deliveryObject(ownerId).endTarget(ownerId, target, fault, now)),
    journalCursors: (ownerId, topic, walletIds) =>
      askObject(async () => deliveryObject(ownerId).cursors(ownerId, topic, walletIds)),
    putJournalCursor: (cursor) => askObject(async () => deliveryObject(cursor.ownerId).putCursor(cursor)),
    dropJournalCursors: (ownerId, topic) =>
      askObject(async () => deliveryObject(ownerId).dropCursors(ownerId, topic)),

    putIntakeEvents: (events) => askObject(async () => intake().putEvents(events)),
    intakeEvents: (filter, page) => askObject(async () => intake().events(filter, page)),
    intakeSenders: (page) => askObject(async () => intake().senders(page)),
    dropIntakeEvents: (keys) => askObject(async () => intake().dropEvents(keys)),
  }
}
