import type { Catalog } from "../catalog/catalog.ts"

export const NOTICES_SETTING_PREFIX = "mail_notices."

/** Whether a customer wants mails that are no receipts. Rule MAIL-5. */
export async function wantsNotices(catalog: Pick<Catalog, "setting">, customerId: string): Promise<boolean> {
  return (await catalog.setting(NOTICES_SETTING_PREFIX + customerId)) !== "off"
}

export async function putNotices(
  catalog: Pick<Catalog, "putSetting">,
  customerId: string,
  areWanted: boolean,
): Promise<void> {
  await catalog.putSetting(NOTICES_SETTING_PREFIX + customerId, areWanted ? "on" : "off")
}
