import { env } from "cloudflare:workers"
import { expect, it } from "vitest"
import worker from "../../src/runtime/worker/index.ts"
import type { WorkerEnv } from "../../src/runtime/worker/worker-env.ts"
import { setUp } from "./client.ts"

const KEY = "tg_op_0123456789abcdefghijklmnopqrstuvwxyz"

function ask(variables: Readonly<Record<string, string>>): Promise<Response> {
  const { TOLLGATE_OPERATOR_KEY: _, ...bindings } = env
  const given = { ...bindings, ...variables } as unknown as WorkerEnv
  return worker.fetch(new Request("https://billing.example.com/readyz"), given)
}

it("[WORK-8] a Worker that is not configured rightly answers 503 and says nothing, until it is", async () => {
  for (const variables of [
    {},
    { TOLLGATE_OPERATOR_KEY: "short" },
    { TOLLGATE_OPERATOR_KEY: KEY, TOLLGATE_TOKEN_SECRET: "short" },
    { TOLLGATE_OPERATOR_KEY: KEY, TOLLGATE_DEMO: "public" },
    { TOLLGATE_OPERATOR_KEY: KEY, DATABASE_URL: "postgres://localhost/tollgate" },
    { TOLLGATE_OPERATOR_KEY: KEY, TOLLGATE_PUBLIC_URL: "billing" },
  ]) {
    const answer = await ask(variables)
    expect([variables, answer.status]).toEqual([variables, 503])
    expect(await answer.text()).toMatch(/^This server is not configured rightly/)
  }
  // The catalog's migrations did not run: it is not ready.
  expect((await ask({ TOLLGATE_OPERATOR_KEY: KEY })).status).toBe(503)
  await setUp()
  expect((await ask({ TOLLGATE_OPERATOR_KEY: KEY })).status).toBe(200)
})
