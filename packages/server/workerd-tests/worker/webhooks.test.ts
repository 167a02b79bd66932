import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import { makeTenant, clock, must, send, setUp } from "./client.ts"

interface Received {
  readonly url: string
  readonly headers: Headers
  readonly body: { readonly type: string; readonly data: { readonly walletId: string } }
  readonly redirect: string | undefined
}

beforeAll(setUp)

const network = globalThis.fetch
let received: Received[] = []
let answers: (url: string) => Response | Promise<Response>
beforeEach(() => {
  received = []
  answers = () => new Response(null, { status: 204 })
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { url, headers, redirect } = request
    received.push({ url, headers, body: await request.json(), redirect })
    return answers(url)
  }
})
afterEach(() => {
  globalThis.fetch = network
})

const subscribe = (partnerId: string | undefined, path: string, events: readonly string[] = []) =>
  must("POST", "/v1/webhook-endpoints", {
    body: {
      url: `https://hooks.example.com${path}`,
      events,
      ...(partnerId === undefined ? {} : { partnerId }),
    },
  })
const topUp = (wallet: string) =>
  must("POST", `${wallet}/top-ups`, { body: { amount: "5", method: "manual" } })
const objectOf = (name: string) => env.DELIVERY.getByName(name)
const typesAt = (path: string): string[] =>
  received.filter(({ url }) => url.endsWith(path)).map(({ body }) => body.type)

/** The wallet's alarm, then those of the owners. */
async function ring(walletId: string, ...owners: readonly string[]): Promise<void> {
  await runDurableObjectAlarm(env.WALLET.getByName(walletId))
  for (const owner of owners) await runDurableObjectAlarm(objectOf(owner))
}

it("[OBJ-8, HOOK-1] each owner's object sends what its endpoints are told, by its alarm", async () => {
  const { walletId, wallet } = await makeTenant("alpha")
  await subscribe("alpha", "/alpha")
  await subscribe(undefined, "/operator", ["topup.succeeded"])
  await topUp(wallet)
  await ring(walletId, "alpha", "@operator")
  await expect.poll(() => typesAt("/alpha").toSorted()).toEqual(["invoice.issued", "topup.succeeded"])
  await expect.poll(() => typesAt("/operator")).toEqual(["topup.succeeded"])
  expect(received[0]).toMatchObject({ redirect: "manual", body: { data: { walletId } } })
  expect(received[0]!.headers.get("webhook-signature")).toMatch(/^v1,/)
  const { data } = await must("GET", "/v1/webhook-deliveries?partnerId=alpha")
  expect(data.map((one: { status: string }) => one.status)).toEqual(["delivered", "delivered"])
})

it("[OBJ-8, HOOK-9] what was refused outlives the object, comes again at its time, and can be sent by hand", async () => {
  const { walletId, wallet } = await makeTenant("beta")
  await subscribe("beta", "/beta", ["topup.succeeded"])
  answers = () => new Response("no", { status: 500 })
  await topUp(wallet)
  await ring(walletId, "beta")
  const only = async () => (await must("GET", "/v1/webhook-deliveries?partnerId=beta")).data[0]
  await expect.poll(async () => (await only()).attempts).toBe(1)
  await evictDurableObject(objectOf("beta"))
  expect(await only()).toMatchObject({
    status: "pending",
    responseStatus: 500,
    response: "no",
    fault: "refused",
  })
  await runInDurableObject(objectOf("beta"), async (_object, { storage }) => {
    expect(await storage.getAlarm()).toBeGreaterThan(Date.now())
  })
  await runDurableObjectAlarm(objectOf("beta"))
  expect(typesAt("/beta")).toHaveLength(1)
  clock.now += 10_000
  answers = () => new Response(null, { status: 200 })
  await runDurableObjectAlarm(objectOf("beta"))
  expect(await only()).toMatchObject({ status: "delivered", attempts: 2 })
  const { id } = await only()
  await must("POST", `/v1/webhook-deliveries/${id}/resend?partnerId=beta`, { body: {} })
  await runDurableObjectAlarm(objectOf("beta"))
  await expect.poll(() => typesAt("/beta")).toHaveLength(3)
})

it("[HOOK-11] a receiver that says nothing keeps no other of its partner waiting", async () => {
  const { walletId, wallet } = await makeTenant("gamma")
  await subscribe("gamma", "/slow", ["topup.succeeded"])
  await subscribe("gamma", "/fast", ["topup.succeeded"])
  const { promise: waited, resolve } = Promise.withResolvers<Response>()
  answers = (url) => (url.endsWith("/slow") ? waited : new Response(null, { status: 204 }))
  await topUp(wallet)
  await ring(walletId)
  const sending = runDurableObjectAlarm(objectOf("gamma"))
  await expect.poll(() => typesAt("/fast")).toHaveLength(1)
  for (let index = 0; index < 4; index += 1) await topUp(wallet)
  await ring(walletId)
  await expect.poll(() => typesAt("/fast")).toHaveLength(5)
  expect(typesAt("/slow").length).toBeLessThanOrEqual(2)
  resolve(new Response(null, { status: 204 }))
  await sending
})

it("[HOOK-8] an address or a name of no public host is refused", async () => {
  await makeTenant("delta")
  for (const url of ["http://example.com/", "https://10.0.0.1/", "https://[::1]/", "https://db.internal/"]) {
    const body = { url, partnerId: "delta" }
    expect((await send("POST", "/v1/webhook-endpoints", { body })).status).toBe(400)
  }
})
