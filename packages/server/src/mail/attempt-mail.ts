import type { Delivery } from "../catalog/delivery-records.ts"
import type { Attempted } from "../deliveries/attempted.ts"
import type { DispatchDeps } from "../deliveries/dispatch-deps.ts"
import type { Mail, MailAttachment } from "./mail.ts"

/** A mail server that has not taken it by then counts as failed. */
const ATTEMPT_MS_MAX = 30_000

/** One attempt at a mail, with the PDF of its invoice as it was issued. Rules MAIL-3, MAIL-6. */
export async function attemptMail(
  deps: DispatchDeps,
  { id, body }: Delivery,
  stopping: AbortSignal,
): Promise<Attempted> {
  const { mail: transport, config } = deps
  const from = config.mail?.from
  if (transport === undefined || from === undefined) return { kind: "failed", fault: "no_mail_configured" }
  const { invoice, kind: _kind, ...mail } = JSON.parse(body) as Mail
  const late = new AbortController()
  const inTime = deps.timer(ATTEMPT_MS_MAX, () => late.abort())
  try {
    const attachments = invoice === null ? [] : await attachmentsOf(deps, invoice)
    const signal = AbortSignal.any([stopping, late.signal])
    const sent = await transport.send({ ...mail, id, from, attachments }, signal)
    if (sent.kind === "sent") return { kind: "delivered" }
    const { fault, isFinal, status = 0 } = sent
    return { kind: isFinal ? "dead" : "failed", fault, responseStatus: status }
  } catch (error) {
    if (stopping.aborted) return { kind: "stopped" }
    deps.log.error(
      { deliveryId: id, error: error instanceof Error ? error.name : "" },
      "a mail could not be sent",
    )
    return { kind: "failed", fault: late.signal.aborted ? "timed_out" : "unreachable" }
  } finally {
    inTime()
  }
}

async function attachmentsOf(
  { catalog, invoicePdf }: DispatchDeps,
  of: { readonly issuerId: string; readonly id: string },
): Promise<readonly MailAttachment[]> {
  const invoice = invoicePdf === undefined ? undefined : await catalog.invoice(of)
  if (invoicePdf === undefined || invoice === undefined) return []
  const bytes = await invoicePdf(invoice)
  return [{ filename: `${invoice.number}.pdf`, contentType: "application/pdf", bytes }]
}
