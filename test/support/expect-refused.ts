import { expect } from "vitest"
import type { Host } from "./host.ts"
import { snapshot } from "./snapshot.ts"
import { expectSound } from "./sound.ts"
import type { Tenant } from "./tenant.ts"

/** A request that is good but for the value. */
export type RequestOf = (value: unknown) => [method: string, path: string, body: unknown]

/** Expects 400 `invalid_request` that names the field, and that nothing changed. */
export async function expectRefused(
  { host, tenant }: { readonly host: Host; readonly tenant: Tenant },
  request: ReturnType<RequestOf>,
  field: string,
): Promise<void> {
  const before = await snapshot(host.operator, [tenant])
  const [method, path, body] = request
  const answer = await host.operator.send(method, path, body === undefined ? {} : { body })
  expect([answer.status, answer.body?.code]).toEqual([400, "invalid_request"])
  expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(field)
  expect(await snapshot(host.operator, [tenant])).toEqual(before)
  await expectSound(host, tenant)
}
