import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"
import { describe, expect, it } from "vitest"
import { STARTING_MS_MAX } from "../links/start-payment.ts"
import { linkHost, PUBLIC_URL, textOf, type LinkHost } from "../links/testing-links.ts"
import { applyPaymentEvent } from "../payments/apply-payment-event.ts"
import { paymentProviders } from "../payments/payment-providers.ts"
import { sweepPayments } from "../payments/sweep-payments.ts"

/** The elements, from the page's own origin. */
const LOADER = '<script type="module" src="../widget.js"></script>'

const REVIEWED = { amount: "100", total: "100" }

async function balanceOf({ test, wallet }: LinkHost): Promise<string> {
  return (await test.send("GET", wallet)).body.balance as string
}

async function statusOf({ test, wallet }: LinkHost, id: string): Promise<string> {
  const { body } = await test.send("GET", `${wallet}/payment-links?limit=200`)
  return body.data.find((link: { id: string }) => link.id === id).status as string
}

/** Where the payer is sent by a press on the button; the form's target is the page without its query. */
async function begin(host: LinkHost, path: string, form = REVIEWED): Promise<string> {
  const begun = await host.post(path, form)
  expect(begun.status).toBe(303)
  return begun.headers.get("location") ?? ""
}

async function pendingTopUps({ test, wallet }: LinkHost): Promise<any[]> {
  const { body } = await test.send("GET", `${wallet}/top-ups`)
  return body.data.filter(({ status }: { status: string }) => status === "pending")
}

/** The page's address that the payer comes back to, as the order at the provider has it. */
async function returnPath({ test }: LinkHost, checkoutUrl: string): Promise<string> {
  const id = new URL(checkoutUrl).pathname.split("/").at(-1)!
  const payment = await test.deps.catalog.sandboxPayment({ id })
  const { returnUrl } = JSON.parse(payment!.paymentOrder) as { returnUrl: string }
  expect(returnUrl.startsWith(`${PUBLIC_URL}/pay/`)).toBe(true)
  return returnUrl.slice(PUBLIC_URL.length)
}

describe("what the page shows", () => {
  it("[LINK-5] lets the payer choose, from the presets or by typing", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink({ note: "November" })
    const page = await host.get(path)
    expect(page.status).toBe(200)
    const text = textOf(page.body)
    for (const part of [
      "acme",
      "Message credits for acme",
      "November",
      "$50 ",
      "$100 ",
      "$250 ",
      "From $10.00 to $10,000.00",
      "Credits can't be transferred or refunded.",
      "This link is valid until December 22, 2026.",
    ]) {
      expect(text).toContain(part)
    }
    expect(text).not.toMatch(/coupon/i)
    const preset = /<button name="amount" value="250">/.exec(page.body)
    expect(preset).not.toBeNull()
    for (const query of ["?amount=250", "?typed=250", "?typed=250%2C00", "?typed=%D9%A2%D9%A5%D9%A0"]) {
      const review = textOf((await host.get(path + query)).body)
      expect(review).toContain("Total to pay $250.00")
      expect(review).toContain("Continue to payment")
    }
  })

  it.each(["9.99", "10000.01", "10.001", "abc", "", "-50", "1e3"])(
    "[LINK-5] says the limits to someone who types %j",
    async (typed) => {
      const host = await linkHost()
      const { path } = await host.makeLink()
      const page = await host.get(`${path}?typed=${encodeURIComponent(typed)}`)
      // 10.001 reads as ten thousand and one, with a group.
      expect(page.status).toBe(422)
      expect(textOf(page.body)).toContain("Enter an amount from $10.00 to $10,000.00.")
      if (typed !== "") expect(page.body).toContain(`value="${typed}"`)
    },
  )

  it.each(["10", "10000"])("[LINK-5] takes %s, at the limit", async (typed) => {
    const host = await linkHost()
    const { path } = await host.makeLink()
    expect((await host.get(`${path}?typed=${typed}`)).status).toBe(200)
  })

  it("[LINK-6] shows fee, taxes and total before anyone pays, and again when they changed", async () => {
    const host = await linkHost({
      billingAddress: { line1: "1", city: "Pune", postalCode: "4", country: "IN" },
    })
    const currency = { minTopUp: "10", maxTopUp: "10000", presets: ["50"] }
    const settle = (percent: string) =>
      host.test.send("PUT", "/v1/checkout-settings", {
        body: {
          currencies: { USD: { ...currency, fee: { percent, fixed: "0.3", paidBy: "customer" } } },
          taxes: [{ country: "IN", label: "GST", percent: "18" }],
        },
      })
    expect((await settle("2.9")).status).toBe(200)
    const { path } = await host.makeLink({ amount: "100" })
    const page = textOf((await host.get(path)).body)
    expect(page).toContain("Credits $100.00")
    expect(page).toContain("Processing fee $3.20")
    expect(page).toContain("GST 18% $18.58")
    expect(page).toMatch(/Total\s+USD\s+\$121\.78/)
    expect(page).not.toContain("Change the amount")
    const form = { amount: "100", total: "121.78" }

    await settle("3.9")
    const changed = await host.post(path, form)
    expect(changed.status).toBe(409)
    expect(textOf(changed.body)).toContain("The total has changed since you saw it.")
    expect(textOf(changed.body)).toContain("$122.96")
    expect(await pendingTopUps(host)).toEqual([])
    await begin(host, path, { amount: "100", total: "122.96" })
    expect(await pendingTopUps(host)).toMatchObject([
      { amount: "100", fee: "4.2", tax: "18.76", total: "122.96" },
    ])
  })

  it("[LINK-6, TAX-9] says which tax is inside of the total, and adds none for it", async () => {
    const host = await linkHost({
      billingAddress: { line1: "1", city: "Pune", postalCode: "4", country: "IN" },
    })
    const taxes = [{ country: "IN", label: "GST", percent: "18", inclusive: true }]
    await host.test.send("PUT", "/v1/checkout-settings", { body: { taxes } })
    const { path } = await host.makeLink({ amount: "118" })
    const page = textOf((await host.get(path)).body)
    expect(page).toMatch(/Total\s+USD\s+\$118\.00/)
    expect(page).toContain("Includes GST 18%: $18.00")
    await begin(host, path, { amount: "118", total: "118" })
    expect(await pendingTopUps(host)).toMatchObject([
      { amount: "118", tax: "0", taxIncluded: "18", total: "118" },
    ])
  })

  it.each([{}, { amount: "100" }, { amount: "100", total: "99" }, { amount: "100", total: "x" }])(
    "[LINK-6] nobody pays by a form %o that saw no such total",
    async (form) => {
      const host = await linkHost()
      const { path } = await host.makeLink({ amount: "100" })
      expect((await host.post(path, form as Record<string, string>)).status).toBe(409)
      expect(await pendingTopUps(host)).toEqual([])
    },
  )

  it("[LINK-6] a link's amount is not the form's to say", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink({ amount: "100" })
    await begin(host, path, { amount: "10", total: "100" })
    expect(await pendingTopUps(host)).toMatchObject([{ amount: "100", total: "100" }])
  })

  it("[LINK-9] names the number that is topped up, as its customer calls it", async () => {
    const host = await linkHost()
    const { key, walletId } = host.tenant
    const body = { walletId, phoneNumber: "+14155550001" }
    await host.test.send("PUT", "/v1/senders/mine", { key, body })
    const { path } = await host.makeLink({ senderId: "mine" })
    expect(textOf((await host.get(path)).body)).toContain("Message credits for acme +14155550001")
    await host.test.send("PUT", "/v1/senders/mine", { key, body: { ...body, displayName: "Shop <1>" } })
    expect(textOf((await host.get(path)).body)).toContain("Message credits for acme Shop &lt;1&gt;")
  })

  it("[LINK-9] shows names and notes as text, and nothing of the wallet", async () => {
    const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>&lt;'`
    const host = await linkHost({ name: evil })
    const { tenant, test } = host
    await test.send("PATCH", `/v1/partners/${tenant.partnerId}`, {
      body: { name: evil, supportEmail: "help@acme.example" },
    })
    await test.send("POST", `${host.wallet}/top-ups`, { body: { amount: "777.77", method: "manual" } })
    const { path } = await host.makeLink({ note: evil })
    for (const query of ["", "?typed=%22%3E%3Cscript%3E", "?amount=50", "?payment=%22%3E%3Cscript%3E"]) {
      const { body } = await host.get(path + query)
      expect(body.replace(LOADER, "")).not.toMatch(/<script|<img|onerror=a[^&]*>/i)
      expect(body).toContain("&lt;script&gt;alert(1)&lt;/script&gt;")
      expect(body).toContain('href="mailto:help%40acme.example"')
      for (const secret of ["777", tenant.walletId, tenant.customerId, host.wallet]) {
        expect(body).not.toContain(secret)
      }
    }
  })

  it.each([
    ["hi-IN", "ltr", "भुगतान पर जाएँ"],
    ["ar-EG", "rtl", "المتابعة إلى الدفع"],
    ["es-PE", "ltr", "Continuar al pago"],
    ["pt-BR", "ltr", "Continuar para o pagamento"],
    ["id-ID", "ltr", "Lanjut ke pembayaran"],
  ])("[LINK-10] speaks %s to its customer, whatever the browser says", async (locale, direction, button) => {
    const host = await linkHost({ locale })
    const { path } = await host.makeLink({ amount: "1234.5" })
    const page = await host.get(path, { "accept-language": "en" })
    expect(page.body).toContain(`<html lang="${locale}" dir="${direction}" `)
    expect(textOf(page.body)).toContain(button)
    expect(page.body).toContain(new Intl.NumberFormat(locale).format(1234.5).slice(0, 5))
    const gone = await host.get(`/pay/${"x".repeat(32)}`, { "accept-language": locale })
    expect(gone.body).toContain(`<html lang="${locale}" dir="${direction}" `)
  })

  it("[LINK-11] has nothing but its own style by hash and this origin's elements, and is kept nowhere", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink()
    for (const each of [path, `${path}?amount=50`, "/pay/nobody"]) {
      const hasForm = each !== "/pay/nobody"
      const { headers, body } = await host.get(each)
      const style = /<style>([\s\S]*?)<\/style>/.exec(body as string)?.[1] ?? ""
      const hash = btoa(String.fromCharCode(...sha256(utf8ToBytes(style))))
      const policy = headers.get("content-security-policy") ?? ""
      expect(policy.split("; ")).toEqual([
        "default-src 'none'",
        `style-src 'sha256-${hash}'`,
        ...(hasForm ? ["script-src 'self'", "connect-src 'self'"] : []),
        "img-src data:",
        "base-uri 'none'",
        `form-action 'self' ${PUBLIC_URL}`,
        "frame-ancestors 'none'",
      ])
      expect(headers.get("cache-control")).toBe("no-store")
      expect(headers.get("referrer-policy")).toBe("no-referrer")
      expect(headers.get("x-robots-tag")).toBe("noindex, nofollow")
      expect(headers.get("x-frame-options")).toBe("DENY")
      expect(body).toContain('<meta name="robots" content="noindex, nofollow" />')
      expect(body.includes(LOADER)).toBe(hasForm)
      expect(body.replace(LOADER, "")).not.toMatch(/<script|\son[a-z]+=|style="|https?:\/\/(?!pay\.example)/)
    }
  })

  it("[LINK-11] has a script, by hash, only while it waits for a payment", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink({ amount: "100" })
    const checkoutUrl = await begin(host, path)
    const back = await returnPath(host, checkoutUrl)
    const { headers, body } = await host.get(back)
    const script = /<script>([\s\S]*?)<\/script>/.exec(body as string)?.[1] ?? ""
    expect(script).not.toBe("")
    const hash = btoa(String.fromCharCode(...sha256(utf8ToBytes(script))))
    const policy = (headers.get("content-security-policy") ?? "").split("; ")
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}'`)
    expect(policy).toContain("connect-src 'self'")
    expect(body).toContain('data-state="pending"')
    await host.answerCheckout(checkoutUrl, "pay")
    const paid = await host.get(back)
    expect(paid.body).toContain('data-state="paid"')
    expect(paid.body).not.toContain("<script")
    expect(paid.headers.get("content-security-policy")).not.toContain("script-src")
  })

  it.each<[string, Record<string, string>, number]>([
    ["the page itself", { "sec-fetch-site": "same-origin", origin: "null" }, 303],
    ["a person's own request", { "sec-fetch-site": "none" }, 303],
    ["an old browser that tells no origin", { origin: "null" }, 303],
    ["an old browser on the page", { origin: PUBLIC_URL }, 303],
    ["another site", { "sec-fetch-site": "cross-site", origin: "null" }, 403],
    ["a neighbour", { "sec-fetch-site": "same-site", origin: "https://shop.example.com" }, 403],
    ["an old browser elsewhere", { origin: "https://evil.example" }, 403],
  ])("[LINK-11] a form from %s", async (_, headers, status) => {
    const host = await linkHost()
    const { path } = await host.makeLink({ amount: "100" })
    expect((await host.post(path, REVIEWED, headers)).status).toBe(status)
    expect(await pendingTopUps(host)).toHaveLength(status === 303 ? 1 : 0)
  })

  it("[HTTP-12] is logged by its pattern alone", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink({ amount: "100" })
    await host.get(path)
    await host.post(path, REVIEWED)
    const logged = JSON.stringify(host.test.logged)
    expect(logged).toContain('"/pay/:secret"')
    expect(logged).not.toContain(path.slice("/pay/".length))
  })
})

describe("what cannot be paid", () => {
  it.each(["/pay/x", `/pay/${"x".repeat(32)}`, `/pay/${"x".repeat(33)}`, "/pay/__proto__", "/pay/%00"])(
    "[LINK-4] %s is no link",
    async (path) => {
      const host = await linkHost()
      for (const page of [await host.get(path), await host.post(path, REVIEWED)]) {
        expect(page.status).toBe(404)
        expect(textOf(page.body)).toContain("This link does not work")
      }
    },
  )

  it("[LINK-4] one letter in another case is another link", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink()
    const other = path.replace(/[a-zA-Z](?=[^a-zA-Z]*$)/, (letter) =>
      letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
    )
    expect((await host.get(other)).status).toBe(404)
  })

  it.each<[string, (host: LinkHost, id: string) => Promise<unknown>, number, string]>([
    [
      "revoked",
      ({ test }, id) => test.send("DELETE", `/v1/payment-links/${id}`),
      410,
      "This link is no longer valid",
    ],
    [
      "expired",
      async ({ test }) => {
        test.now += 30 * 86_400_000
      },
      410,
      "This link has expired",
    ],
    [
      "of a closed wallet",
      ({ test, wallet }) => test.send("PATCH", wallet, { body: { status: "closed" } }),
      410,
      "This link is no longer valid",
    ],
    [
      "of a disabled partner",
      ({ test, tenant }) =>
        test.send("PATCH", `/v1/partners/${tenant.partnerId}`, { body: { status: "disabled" } }),
      410,
      "This link is no longer valid",
    ],
    [
      "of a suspended wallet",
      ({ test, wallet }) => test.send("PATCH", wallet, { body: { status: "suspended" } }),
      503,
      "Payments are not possible right now",
    ],
  ])("[LINK-4] a link that is %s", async (_, change, status, words) => {
    const host = await linkHost()
    const { link, path } = await host.makeLink({ amount: "100" })
    await change(host, link.id)
    for (const page of [await host.get(path), await host.post(path, REVIEWED)]) {
      expect(page.status).toBe(status)
      expect(textOf(page.body)).toContain(words)
      expect(page.body).not.toContain("<form")
    }
    expect((await host.test.send("GET", `${host.wallet}/top-ups`)).body.data).toEqual([])
  })

  it("[LINK-4] a moment before its end it can be paid", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink()
    host.test.now += 30 * 86_400_000 - 1
    expect((await host.get(path)).status).toBe(200)
  })
})

describe("paying", () => {
  it("[LINK-8] a payment is pending until the provider's word comes, then paid", async () => {
    const host = await linkHost()
    const { link, path } = await host.makeLink({ amount: "100" })
    const checkoutUrl = await begin(host, path)
    expect(new URL(checkoutUrl).origin).toBe(PUBLIC_URL)
    const back = await returnPath(host, checkoutUrl)
    expect(back).not.toContain(host.tenant.walletId)

    const waiting = await host.get(back)
    expect(waiting.status).toBe(200)
    expect(textOf(waiting.body)).toContain("Waiting for confirmation")
    expect(waiting.body).toContain('http-equiv="refresh"')
    expect(waiting.body).toContain(`href="${checkoutUrl}"`)
    expect(await balanceOf(host)).toBe("0")
    expect(await statusOf(host, link.id)).toBe("open")

    await host.answerCheckout(checkoutUrl, "pay")
    const paid = await host.get(back)
    expect(paid.status).toBe(200)
    expect(textOf(paid.body)).toContain("Paid $100.00 of credits were added for acme.")
    expect(paid.body).not.toContain("<form")
    expect(paid.body).not.toContain('http-equiv="refresh"')
    expect(await balanceOf(host)).toBe("100")
    expect(await statusOf(host, link.id)).toBe("paid")
    const again = await host.get(path)
    expect(again.status).toBe(410)
    expect(textOf(again.body)).toContain("This has been paid already")
    expect((await host.post(path, REVIEWED)).status).toBe(410)
  })

  it("[LINK-2] [LINK-9] [PAY-7] without TOLLGATE_PUBLIC_URL the way back is to where the link was made", async () => {
    const host = await linkHost({}, { isWithoutPublicUrl: true })
    const { link, path } = await host.makeLink({ amount: "100" })
    expect(new URL(link.url as string).origin).toBe("http://localhost")
    const checkoutUrl = await begin(host, path)
    const paid = await host.answerCheckout(checkoutUrl, "pay")
    const back = new URL(paid.headers.get("location") ?? "")
    expect([back.origin, back.pathname]).toEqual(["http://localhost", path])
    expect([...back.searchParams.keys()]).toEqual(["payment"])
    expect(textOf((await host.get(back.pathname + back.search)).body)).toContain("Paid")
  })

  it("[LINK-2] [PAY-7] a payer who writes another host leads nobody there", async () => {
    const host = await linkHost({}, { isWithoutPublicUrl: true })
    const { path } = await host.makeLink({ amount: "100" })
    const form = { amount: "100", total: "100" }
    const begun = await host.post(`http://evil.example${path}`, form)
    for (const { status, headers } of [begun, await host.post(path, form)]) {
      expect(status).toBe(303)
      expect(headers.get("location")).toMatch(/^http:\/\/localhost\/sandbox\/pay\//)
    }
    const paid = await host.answerCheckout(begun.headers.get("location")!, "pay")
    expect(paid.headers.get("location")).toContain(`http://localhost${path}?`)
  })

  it("[LINK-8] a payment that was declined failed, and another one may begin", async () => {
    const host = await linkHost()
    const { link, path } = await host.makeLink({ amount: "100" })
    const first = await begin(host, path)
    const back = await returnPath(host, first)
    await host.answerCheckout(first, "decline")
    const failed = await host.get(back)
    expect(failed.status).toBe(200)
    expect(textOf(failed.body)).toContain("The payment did not go through")
    expect(failed.body).toContain('href="?"')
    expect(await balanceOf(host)).toBe("0")
    expect((await host.get(path)).status).toBe(200)
    const second = await begin(host, path)
    expect(second).not.toBe(first)
    await host.answerCheckout(second, "pay")
    expect(await statusOf(host, link.id)).toBe("paid")
    expect(await balanceOf(host)).toBe("100")
  })

  it("[LINK-8] an address says nothing of the outcome, and names no payment of another link", async () => {
    const host = await linkHost()
    const mine = await host.makeLink({ amount: "100" })
    const other = await host.makeLink({ amount: "100" })
    const back = await returnPath(host, await begin(host, mine.path))
    await host.answerCheckout((await pendingTopUps(host))[0].checkoutUrl, "pay")
    expect(textOf((await host.get(back)).body)).toContain("Paid")
    for (const query of [back.slice(back.indexOf("?")), "?payment=paid", "?status=succeeded", "?payment="]) {
      const page = textOf((await host.get(other.path + query)).body)
      expect(page).toContain("Total to pay $100.00")
      expect(page).not.toContain("were added")
    }
  })

  it("[LINK-8] money that comes after all counts for the link", async () => {
    const host = await linkHost()
    const { link, path } = await host.makeLink({ amount: "100" })
    const first = await begin(host, path)
    const [{ id: topUpId }] = await pendingTopUps(host)
    await host.answerCheckout(first, "decline")
    expect(await statusOf(host, link.id)).toBe("open")
    await applyPaymentEvent(host.test.deps, "sandbox", {
      kind: "paid",
      topUpId,
      paid: 100_000_000n,
      currency: "USD",
      paymentReference: "",
    })
    expect(await balanceOf(host)).toBe("100")
    expect((await host.post(path, REVIEWED)).status).toBe(410)
    expect(await statusOf(host, link.id)).toBe("paid")
  })

  it("[LINK-7] a checkout that nobody paid in time frees its place", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink({ amount: "100" })
    const back = await returnPath(host, await begin(host, path))
    const [pending] = await pendingTopUps(host)
    host.test.now = Date.parse(pending.expiresAt)
    await sweepPayments(host.test.deps)
    expect(textOf((await host.get(back)).body)).toContain("The payment did not go through")
    await begin(host, path)
  })

  it("[LINK-8] a page stops to ask by itself after a while", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink({ amount: "100" })
    const back = await returnPath(host, await begin(host, path))
    host.test.now += 900_000
    const page = await host.get(back)
    expect(textOf(page.body)).toContain("Waiting for confirmation")
    expect(page.body).not.toContain('http-equiv="refresh"')
  })

  it("[LINK-7] many at once on a link for one payment begin one", async () => {
    const host = await linkHost()
    const { link, path } = await host.makeLink({ amount: "100" })
    const answers = await Promise.all(Array.from({ length: 12 }, () => host.post(path, REVIEWED)))
    const begun = await pendingTopUps(host)
    expect(begun).toHaveLength(1)
    for (const answer of answers) {
      expect([303, 429]).toContain(answer.status)
      if (answer.status === 303) expect(answer.headers.get("location")).toBe(begun[0].checkoutUrl)
    }
    // Whoever comes later is led to the payment under way, and pays nothing twice.
    expect((await host.post(path, REVIEWED)).headers.get("location")).toBe(begun[0].checkoutUrl)
    const shown = await host.get(path)
    expect([shown.status, shown.headers.get("location")]).toEqual([
      303,
      expect.stringMatching(/^\?payment=[0-9A-Za-z]{16}$/),
    ])
    await host.answerCheckout(begun[0].checkoutUrl, "pay")
    expect(await balanceOf(host)).toBe("100")
    expect(await statusOf(host, link.id)).toBe("paid")
  })

  it("[LINK-7] a payment whose provider did not answer goes on under the same top-up", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink({ amount: "100" })
    const payments = host.test.deps.payments!
    const silent = async (): Promise<never> => {
      throw new Error("the provider does not answer")
    }
    const sandbox = payments.named("sandbox")!
    Object.assign(host.test.deps, { payments: paymentProviders([{ ...sandbox, beginCheckout: silent }]) })
    const failed = await host.post(path, REVIEWED)
    expect([failed.status, failed.headers.get("retry-after")]).toEqual([503, "5"])
    expect(textOf(failed.body)).toContain("You have not been charged.")

    Object.assign(host.test.deps, { payments })
    const shown = await host.get(path)
    const page = await host.get(path + shown.headers.get("location"))
    expect(page.body).toContain('<form method="post" action="?">')
    expect(page.body).not.toContain('href=""></a>')
    const [pending] = await pendingTopUps(host)
    const checkoutUrl = await begin(host, path)
    expect(await pendingTopUps(host)).toMatchObject([{ id: pending.id, checkoutUrl }])
    await host.answerCheckout(checkoutUrl, "pay")
    const paid = await host.get(path + shown.headers.get("location"))
    expect(textOf(paid.body)).toContain("Paid")
    expect(await balanceOf(host)).toBe("100")
  })

  it("[LINK-7] a link for three takes three", async () => {
    const host = await linkHost()
    const { link, path } = await host.makeLink({ amount: "20", maxPayments: 3 })
    const form = { amount: "20", total: "20" }
    for (const expected of ["open", "open", "paid"]) {
      await host.answerCheckout(await begin(host, path, form), "pay")
      expect(await statusOf(host, link.id)).toBe(expected)
    }
    expect((await host.post(path, form)).status).toBe(410)
    expect(await balanceOf(host)).toBe("60")
  })

  it("[LINK-7] a link for any number takes as many as come", async () => {
    const host = await linkHost()
    const { link, path } = await host.makeLink()
    for (const amount of ["50", "75.5"]) {
      const checkoutUrl = await begin(host, path, { amount, total: amount })
      const back = await returnPath(host, checkoutUrl)
      await host.answerCheckout(checkoutUrl, "pay")
      expect(textOf((await host.get(back)).body)).toContain("Paid")
    }
    expect(await statusOf(host, link.id)).toBe("open")
    expect(await balanceOf(host)).toBe("125.5")
  })

  it("[LINK-7] a payment that was cut off before its checkout frees its place after a minute", async () => {
    const host = await linkHost()
    const { link, path } = await host.makeLink({ amount: "100" })
    const { catalog } = host.test.deps
    const startedAt = host.test.now
    await catalog.beginLinkPayment({
      reference: "cut-off",
      linkId: link.id,
      topUpId: `top_${host.tenant.walletId}.never`,
      startedAt,
      startingSince: startedAt,
      maxPayments: 1,
    })
    host.test.now = startedAt + STARTING_MS_MAX
    const waiting = await host.post(path, REVIEWED)
    expect([waiting.status, waiting.headers.get("retry-after")]).toEqual([429, "5"])
    host.test.now += 1
    await begin(host, path)
  })

  it("[LINK-7] a payment that was cut off after its checkout began is found", async () => {
    const host = await linkHost()
    const { link, path } = await host.makeLink({ amount: "100" })
    const checkoutUrl = await begin(host, path)
    const { catalog } = host.test.deps
    const [payment] = await catalog.linkPayments(link.id, "open", 1)
    await catalog.updateLinkPayment({ ...payment!, state: "starting" })
    host.test.now += STARTING_MS_MAX + 1
    expect((await host.post(path, REVIEWED)).headers.get("location")).toBe(checkoutUrl)
  })
})

describe("how often", () => {
  it("[LINK-12] an address that guesses is slowed down, and a link is never lost", async () => {
    const asking = { from: "203.0.113.5" }
    const host = await linkHost({}, { address: () => asking.from })
    const { path } = await host.makeLink()
    const miss = `/pay/${"x".repeat(32)}`
    for (let index = 0; index < 20; index++) expect((await host.get(miss)).status).toBe(404)
    const over = await host.get(miss)
    expect([over.status, over.headers.get("retry-after")]).toEqual([429, "5"])
    expect((await host.get(path)).status).toBe(200)
    asking.from = "203.0.113.6"
    expect((await host.get(miss)).status).toBe(404)
    asking.from = "203.0.113.5"
    host.test.now += 5_000
    expect((await host.get(miss)).status).toBe(404)
    // A proxy on this machine passes on whom it serves.
    asking.from = "127.0.0.1"
    for (let index = 0; index < 25; index++) {
      const headers = { "x-forwarded-for": `10.0.0.1, 198.51.100.${index}` }
      expect((await host.get(miss, headers)).status).toBe(404)
    }
  })

  it("[LINK-12] a link begins 10 payments, then one in 5 seconds, and has 20 under way at most", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink()
    const over = async (): Promise<unknown[]> => {
      const { status, headers, body } = await host.post(path, REVIEWED)
      expect(textOf(body)).toContain("Too many attempts")
      return [status, headers.get("retry-after")]
    }
    for (let index = 0; index < 10; index++) await begin(host, path)
    expect(await over()).toEqual([429, "5"])
    let last = ""
    for (let index = 10; index < 20; index++) {
      host.test.now += 5_000
      last = await begin(host, path)
    }
    host.test.now += 5_000
    expect(await over()).toEqual([429, "60"])
    await host.answerCheckout(last, "decline")
    await begin(host, path)
  })
})
