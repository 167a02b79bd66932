/** The part of the portal's script that is about invoices: their PDFs, also those of mails, and new ones after a top-up. */
export const INVOICE_SCRIPT: string = `
// Invoices: fetched with a token, saved under their name.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-pdf]")
  if (!button) return
  button.disabled = true
  try {
    const { token } = await ask("/demo/token?customer=" + customer)
    const response = await fetch(button.dataset.pdf, { headers: { Authorization: "Bearer " + token } })
    if (!response.ok) throw new Error(response.status)
    const link = document.createElement("a")
    link.href = URL.createObjectURL(await response.blob())
    link.download = button.dataset.name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60000)
  } catch (error) {
    button.textContent = "PDF: " + error.message
  }
  button.disabled = false
})

// An invoice is issued a moment after its credit.
async function readInvoices() {
  const number = (list) => list.querySelector("bdi")?.textContent
  for (const seconds of [1, 2, 4]) {
    await wait(seconds * 1000)
    const text = await (await fetch(location.href)).text()
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("invoices")
    if (!fresh || number(fresh) === number(one("invoices"))) continue
    one("invoices").hidden = fresh.hidden
    one("invoices").replaceChildren(...fresh.childNodes)
    return
  }
}
if (one("invoices")) document.addEventListener("tollgate-topup-complete", () => readInvoices().catch(() => {}))
`
