import type { Client } from "./worker-load.ts"

export const ONE_WALLET = "wal_bench"
const CREDIT = "1000000"

/** A partner with one customer. */
export async function openBenchTenant(client: Client): Promise<void> {
  await client.send({
    method: "POST",
    path: "/v1/partners",
    body: { id: "bench", name: "Bench", allowedOrigins: [] },
  })
  const body = { id: "cus_bench", partnerId: "bench", name: "Bench", timezone: "Asia/Kolkata" }
  await client.send({ method: "POST", path: "/v1/customers", body })
}

/** A wallet of that customer with credit enough, on the built-in plan with fees, and its senders. */
export async function openWallet(
  client: Client,
  walletId: string,
  senderIds: readonly string[],
): Promise<void> {
  const wallet = { id: walletId, customerId: "cus_bench", currency: "USD", planId: "gupshup" }
  await client.send({ method: "POST", path: "/v1/wallets", body: wallet })
  const topUp = { amount: CREDIT, method: "manual" }
  await client.send({ method: "POST", path: `/v1/wallets/${walletId}/top-ups`, body: topUp })
  for (const senderId of senderIds) {
    const phoneNumber = `+${senderId.replaceAll(/\D/g, "").padStart(12, "1").slice(-12)}`
    await client.send({ method: "PUT", path: `/v1/senders/${senderId}`, body: { walletId, phoneNumber } })
  }
}
