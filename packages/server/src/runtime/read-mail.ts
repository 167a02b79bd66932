import type { MailConfig } from "../deps.ts"
import type { MailApi } from "../mail/http-mail.ts"
import { EnvironmentError } from "./environment-error.ts"

export interface MailVariables {
  readonly SMTP_URL?: string | undefined
  readonly TOLLGATE_MAIL_FROM?: string | undefined
  readonly TOLLGATE_MAIL_API?: "" | MailApi | undefined
  readonly TOLLGATE_MAIL_API_KEY?: string | undefined
  readonly TOLLGATE_MAIL_API_URL?: string | undefined
}

/** How mails go out; undefined = not at all. No value of a secret is in a sentence. Rule MAIL-6. */
export function readMail(told: MailVariables): MailConfig | undefined {
  const { SMTP_URL: smtpUrl, TOLLGATE_MAIL_FROM: from, TOLLGATE_MAIL_API: api } = told
  const hasApi = api !== undefined && api !== ""
  if (smtpUrl === undefined && !hasApi) return undefined
  if (from === undefined) {
    throw new EnvironmentError("Mails need TOLLGATE_MAIL_FROM, the address that they are sent from.")
  }
  if (smtpUrl !== undefined && hasApi) {
    throw new EnvironmentError("Mails go out by SMTP_URL or by TOLLGATE_MAIL_API. Remove one of them.")
  }
  if (!hasApi) return smtpUrl === undefined ? undefined : { from, smtpUrl }
  const { TOLLGATE_MAIL_API_KEY: key, TOLLGATE_MAIL_API_URL: url } = told
  if (key === undefined) throw new EnvironmentError(`TOLLGATE_MAIL_API=${api} needs TOLLGATE_MAIL_API_KEY.`)
  return { from, api: { api, key, ...(url === undefined ? {} : { url }) } }
}
