import type { MailSent, MailTransport, OutgoingMail } from "./mail.ts"

export const MAIL_APIS = ["resend", "postmark"] as const
export type MailApi = (typeof MAIL_APIS)[number]

export interface HttpMailOptions {
  readonly api: MailApi
  readonly key: string
  /** Where the API is in tests. */
  readonly url?: string
}

interface ApiRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
}

const TOO_MANY = 429
/** What it says of the mail itself does not change by sending it again; a key that is wrong may be put right. */
const FINAL: ReadonlySet<number> = new Set([400, 413, 422])

/**
 * Mails by the HTTP interface of Resend (https://resend.com/docs/api-reference/emails/send-email) or Postmark
 * (https://postmarkapp.com/developer/api/email-api): for Workers, and where no SMTP is to be had. Rule MAIL-6.
 */
export function httpMail({ api, key, url }: HttpMailOptions): MailTransport {
  const requestOf = api === "resend" ? resendRequest : postmarkRequest
  return {
    name: api,
    send: async (mail, signal) => {
      const request = requestOf(mail, key, url)
      const response = await fetch(request.url, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json", ...request.headers },
        body: JSON.stringify(request.body),
        redirect: "manual",
        signal,
      })
      await response.body?.cancel()
      return sentOf(response.status)
    },
  }
}

function sentOf(status: number): MailSent {
  if (status >= 200 && status < 300) return { kind: "sent" }
  return {
    kind: "failed",
    fault: status === TOO_MANY ? "rate_limited" : "refused",
    isFinal: FINAL.has(status),
    status,
  }
}

/** Its `Idempotency-Key` makes an attempt that was cut off no second mail. */
function resendRequest(mail: OutgoingMail, key: string, url = "https://api.resend.com"): ApiRequest {
  return {
    url: `${url}/emails`,
    headers: { authorization: `Bearer ${key}`, "idempotency-key": mail.id },
    body: {
      from: addressOf(mail.fromName, mail.from),
      to: [addressOf(mail.toName, mail.to)],
      ...(mail.replyTo === null ? {} : { reply_to: mail.replyTo }),
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      attachments: mail.attachments.map(({ filename, contentType, bytes }) => ({
        filename,
        content_type: contentType,
        content: toBase64(bytes),
      })),
    },
  }
}

function postmarkRequest(mail: OutgoingMail, key: string, url = "https://api.postmarkapp.com"): ApiRequest {
  return {
    url: `${url}/email`,
    headers: { "x-postmark-server-token": key },
    body: {
      From: addressOf(mail.fromName, mail.from),
      To: addressOf(mail.toName, mail.to),
      ...(mail.replyTo === null ? {} : { ReplyTo: mail.replyTo }),
      Subject: mail.subject,
      TextBody: mail.text,
      HtmlBody: mail.html,
      MessageStream: "outbound",
      Attachments: mail.attachments.map(({ filename, contentType, bytes }) => ({
        Name: filename,
        ContentType: contentType,
        Content: toBase64(bytes),
      })),
    },
  }
}

/** A name in quotes cannot be taken for a second address. */
function addressOf(name: string, address: string): string {
  return name === "" ? address : `"${name.replaceAll(/["\\]/g, "\\$&")}" <${address}>`
}

function toBase64(bytes: Uint8Array): string {
  const PART = 0x80_00
  let text = ""
  for (let at = 0; at < bytes.length; at += PART)
    text += String.fromCharCode(...bytes.subarray(at, at + PART))
  return btoa(text)
}
