import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { formatAmount } from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import type { AppEnv } from "../http/app-env.ts"
import { readCustomerWallet } from "../reading/customer-wallet.ts"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"
import { idParam, jsonAnswer } from "../schemas/route-parts.ts"

const ProofOut = z
  .object({
    walletId: z.string(),
    sequence: z.int().openapi({ description: "Of the last journal entry" }),
    head: z
      .string()
      .openapi({ description: "Its hash, hex: whoever keeps it sees later if anything before was changed" }),
    balance: amountOut,
    at: instantOut.openapi({ description: "When that entry was posted" }),
  })
  .openapi("Proof")

const getProof = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/proof",
  tags: ["Reading"],
  summary: "The head of the wallet's journal",
  ...guard({ who: READERS, scope: "statement:read" }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(ProofOut, "The last entry's sequence, hash and balance") },
})

export function proofRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(getProof, async (c) => {
    const { wallet } = await readCustomerWallet(c, c.req.valid("param").id, "statement:read")
    const { id, sequence, head, balance, lastEntryAt } = wallet
    return c.json(
      { walletId: id, sequence, head, balance: formatAmount(balance), at: formatInstant(lastEntryAt) },
      200,
    )
  })
  return routes
}
