import type { Catalog } from "../catalog/catalog.ts"
import { ISSUER_SETTING_PREFIX } from "../catalog/issuer-setting.ts"
import type { BillingAddress, Partner } from "../catalog/records.ts"
import type { InvoiceIssuer } from "../catalog/invoice-records.ts"

export const NUMBER_PREFIX_DEFAULT = "INV"
export const ISSUER_TIMEZONE_DEFAULT = "UTC"

/** What a partner's invoices say of it besides its name. `schemas/issuer.ts` has checked it. */
export interface IssuerSettings {
  readonly legalName: string | null
  readonly address: BillingAddress | null
  readonly taxId: string | null
  /** What its numbers begin with. */
  readonly numberPrefix: string
  /** In whose years they count. */
  readonly timezone: string
}

const DEFAULTS: IssuerSettings = {
  legalName: null,
  address: null,
  taxId: null,
  numberPrefix: NUMBER_PREFIX_DEFAULT,
  timezone: ISSUER_TIMEZONE_DEFAULT,
}

export async function readIssuerSettings(
  catalog: Pick<Catalog, "setting">,
  partnerId: string,
): Promise<IssuerSettings> {
  const stored = await catalog.setting(`${ISSUER_SETTING_PREFIX}${partnerId}`)
  return stored === undefined ? DEFAULTS : (JSON.parse(stored) as IssuerSettings)
}

export async function writeIssuerSettings(
  catalog: Pick<Catalog, "putSetting">,
  partnerId: string,
  settings: IssuerSettings,
): Promise<void> {
  await catalog.putSetting(`${ISSUER_SETTING_PREFIX}${partnerId}`, JSON.stringify(settings))
}

/** The issuer as an invoice says it. */
export function issuerOf({ name }: Pick<Partner, "name">, settings: IssuerSettings): InvoiceIssuer {
  const { legalName, address, taxId, timezone } = settings
  return { name, legalName, address, taxId, timezone }
}
