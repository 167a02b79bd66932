import { createTransport } from "nodemailer"
import type { MailTransport } from "../mail/mail.ts"

const PERMANENT_MIN = 500
const SOCKET_MS_MAX = 25_000

/** Mails by SMTP: `smtp://user:password@host:587`, or `smtps://`. Nothing is read from a file or a URL. Rule MAIL-6. */
export function smtpMail(url: string): MailTransport {
  const transport = createTransport({
    url,
    connectionTimeout: SOCKET_MS_MAX,
    socketTimeout: SOCKET_MS_MAX,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0])
  return {
    name: "smtp",
    send: async (mail, signal) => {
      try {
        const sending = transport.sendMail({
          from: { name: mail.fromName, address: mail.from },
          to: { name: mail.toName, address: mail.to },
          ...(mail.replyTo === null ? {} : { replyTo: mail.replyTo }),
          // The same for each attempt, so that a mail server or reader knows a repetition.
          messageId: `<${mail.id}@${mail.from.split("@").at(-1)}>`,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          attachments: mail.attachments.map(({ filename, contentType, bytes }) => ({
            filename,
            contentType,
            content: Buffer.from(bytes),
          })),
        })
        const cut = new Promise<never>((_, fail) => {
          signal.addEventListener("abort", () => fail(new Error("cut off")), { once: true })
        })
        await Promise.race([sending, cut])
        return { kind: "sent" }
      } catch (error) {
        if (signal.aborted) throw error
        const status = responseCodeOf(error)
        return {
          kind: "failed",
          fault: status === 0 ? "unreachable" : "refused",
          isFinal: status >= PERMANENT_MIN && isOfTheMail(error),
          status,
        }
      }
    },
  }
}

function responseCodeOf(error: unknown): number {
  return error instanceof Error && "responseCode" in error ? Number(error.responseCode) : 0
}

/** A refused login may be put right; a refused address or message is refused again. */
function isOfTheMail(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && (error.code === "EENVELOPE" || error.code === "EMESSAGE")
  )
}
