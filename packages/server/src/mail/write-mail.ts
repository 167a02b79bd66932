import { html } from "hono/html"
import { oneLine } from "./one-line.ts"
import { AR } from "./text/ar.ts"
import { EN } from "./text/en.ts"
import { ES } from "./text/es.ts"
import { HI } from "./text/hi.ts"
import { ID } from "./text/id.ts"
import type { MailKind, MailText } from "./text/mail-text.ts"
import { PT } from "./text/pt.ts"

const TEXTS: Readonly<Record<string, MailText>> = { en: EN, es: ES, pt: PT, hi: HI, id: ID, ar: AR }

export interface MailLanguage {
  readonly locale: string
  readonly text: MailText
}

/** The customer's language where mails are written in it, else English in the way of its region. Rule MAIL-2. */
export function mailLanguage(tag: string): MailLanguage {
  try {
    const locale = new Intl.Locale(tag)
    const text = Object.hasOwn(TEXTS, locale.language) ? TEXTS[locale.language] : undefined
    if (text !== undefined) return { locale: locale.baseName, text }
  } catch {
    // A tag that is none.
  }
  return { locale: "en", text: EN }
}

export interface WrittenMail {
  readonly language: MailLanguage
  readonly kind: MailKind
  /** Of the person. */
  readonly name: string
  readonly facts: Readonly<Record<string, string>>
  /** Below the facts. */
  readonly note?: string | null
  /** Label and value, in this order. */
  readonly rows: readonly (readonly [label: string, value: string])[]
  readonly partner: string
  readonly support: string | null
  readonly payUrl: string | null
  readonly isAttached: boolean
}

/** Subject, text and HTML of a mail, which say the same. Nothing in them is fetched from anywhere. Rules MAIL-2, MAIL-3. */
export async function writeMail(mail: WrittenMail): Promise<{ subject: string; text: string; html: string }> {
  const { text, locale } = mail.language
  const words = text.mails[mail.kind]
  const greeting = fill(text.greeting, { name: mail.name })
  const body = fill(words.body, mail.facts)
  const questions = mail.support === null ? null : fill(text.questions, { support: mail.support })
  const attached = mail.isAttached ? text.attached : null
  const note = mail.note ?? null
  const payLine = mail.payUrl === null ? [] : [`${text.pay}: ${mail.payUrl}`, ""]
  const plain = [
    greeting,
    "",
    body,
    "",
    ...mail.rows.map(([label, value]) => `${label}: ${value}`),
    "",
    ...(note === null ? [] : [note, ""]),
    ...payLine,
    ...(attached === null ? [] : [attached, ""]),
    ...(questions === null ? [] : [questions]),
    mail.partner,
    "",
  ].join("\n")
  const markup = await html`<!doctype html>
    <html lang="${locale}" dir="${text.direction}">
      <head>
        <meta charset="utf-8" />
        <title>${oneLine(fill(words.subject, mail.facts))}</title>
      </head>
      <body
        style="margin:0;padding:24px;background:#f6f7f8;color:#1c2024;font:16px/1.5 system-ui,'Segoe UI',Roboto,sans-serif"
      >
        <div
          style="max-width:560px;margin:0 auto;padding:24px;background:#fff;border:1px solid #dfe3e6;border-radius:8px"
        >
          <p style="margin:0 0 16px">${greeting}</p>
          <p style="margin:0 0 16px">${body}</p>
          <table style="width:100%;border-collapse:collapse;margin:0 0 16px">
            ${mail.rows.map(
              ([label, value]) =>
                html`<tr>
                  <th scope="row" style="padding:6px 0;font-weight:400;color:#5b6670;text-align:start">
                    ${label}
                  </th>
                  <td style="padding:6px 0;text-align:end"><bdi>${value}</bdi></td>
                </tr>`,
            )}
          </table>
          ${note === null ? "" : html`<p style="margin:0 0 16px">${note}</p>`}
          ${mail.payUrl === null ? "" : html`<p style="margin:0 0 16px"><a href="${mail.payUrl}" style="color:#0b7a5b">${text.pay}</a></p>`}
          ${attached === null ? "" : html`<p style="margin:0 0 16px">${attached}</p>`}
          ${questions === null ? "" : html`<p style="margin:0 0 16px">${questions}</p>`}
          <p style="margin:0;color:#5b6670">${mail.partner}</p>
        </div>
      </body>
    </html> `
  return { subject: oneLine(fill(words.subject, mail.facts)), text: plain, html: String(markup) }
}

function fill(text: string, facts: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => facts[name] ?? whole)
}
