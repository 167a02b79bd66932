import type { Deps } from "../deps.ts"
import { makeTenant, testApp, type Answered, type Tenant, type TestApp } from "../testing/test-app.ts"

export const PUBLIC_URL = "https://pay.example.com"

/** The real app with its sandbox provider, a tenant with an open wallet, and links on it. */
export interface LinkHost {
  readonly test: TestApp
  readonly tenant: Tenant
  /** `/v1/wallets/<id>`. */
  readonly wallet: string
  /** A link as its maker is told of it, and the path of its page. */
  makeLink(body?: object): Promise<{ readonly link: Answered["body"]; readonly path: string }>
  /** A page, as a browser without script asks for it. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answered>
  post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answered>
  /** Goes to a checkout's address at the sandbox, pays or declines, and waits for what it tells the server. */
  answerCheckout(checkoutUrl: string, answer: "pay" | "decline"): Promise<Answered>
  settled(): Promise<void>
}

export async function linkHost(
  customer: object = {},
  options: {
    readonly address?: () => string
    readonly isWithoutPublicUrl?: true
    readonly overrides?: Partial<Deps>
  } = {},
): Promise<LinkHost> {
  const deferred: Promise<void>[] = []
  const { address } = options
  const test = testApp(
    { isDemo: true, ...(options.isWithoutPublicUrl === true ? {} : { publicUrl: PUBLIC_URL }) },
    {
      defer: (task) => void deferred.push(task()),
      ...(address === undefined ? {} : { remoteAddress: address }),
      ...options.overrides,
    },
  )
  const tenant = await makeTenant(test, "acme")
  const { customerId, key } = tenant
  await test.send("PATCH", `/v1/customers/${customerId}`, { key, body: customer })
  const walletId = "acme-paid"
  await test.send("POST", "/v1/wallets", { key, body: { id: walletId, customerId, currency: "USD" } })
  const wallet = `/v1/wallets/${walletId}`
  const settled = async (): Promise<void> => void (await Promise.all(deferred))
  const post: LinkHost["post"] = (path, form, headers = {}) =>
    test.send("POST", path, {
      key: "",
      body: new URLSearchParams(form).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    })
  return {
    test,
    tenant: { ...tenant, walletId },
    wallet,
    async makeLink(body = {}) {
      const made = await test.send("POST", `${wallet}/payment-links`, { key, body })
      return { link: made.body, path: new URL(String(made.body.url)).pathname }
    },
    get: (path, headers = {}) => test.send("GET", path, { key: "", headers }),
    post,
    async answerCheckout(checkoutUrl, answer) {
      const answered = await post(new URL(checkoutUrl).pathname, { answer })
      await settled()
      return answered
    },
    settled,
  }
}

/** The texts of the page, its tags and the spaces between left out. */
export function textOf(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replaceAll(/<\/?bdi>/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll(/\s+/g, " ")
    .trim()
}
