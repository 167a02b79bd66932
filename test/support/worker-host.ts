import { TEST_NOW } from "@tollgate/server/testing/test-app.ts"
import type { Verified } from "@tollgate/server/verify/verify-wallet.ts"
import { afterAll, inject } from "vitest"
import { createTestHarness, type TestHarness } from "wrangler"
import { Caller, type Transport } from "./client.ts"
import type { Host } from "./host.ts"
import { GUPSHUP_TOKEN, META_APP_SECRET, OPERATOR_KEY } from "./secrets.ts"
import { CLOCK_HEADER } from "../workers/clock-header.ts"

/** As far as the tests use them. */
interface WorkerBindings {
  readonly CATALOG: import("@cloudflare/workers-types").D1Database
  readonly WALLET: { getByName(name: string): { verify(): Promise<Verified> } }
}

let running: Promise<TestHarness> | undefined
/** The host whose storage the harness has now. */
let current: Host | undefined

/** One workerd for all hosts of a file, which come one after the other: each begins with empty storage. */
async function harness(host: Host): Promise<TestHarness> {
  if (running === undefined) running = startHarness()
  else if (current !== host) running = running.then(emptied)
  current = host
  return running
}

async function emptied(server: TestHarness): Promise<TestHarness> {
  await server.reset()
  await server.getWorker<WorkerBindings>().applyD1Migrations("CATALOG")
  return server
}

async function startHarness(more: Readonly<Record<string, string>> = {}): Promise<TestHarness> {
  const secrets = {
    TOLLGATE_OPERATOR_KEY: OPERATOR_KEY,
    TOLLGATE_META_APP_SECRET: META_APP_SECRET,
    TOLLGATE_GUPSHUP_TOKEN: GUPSHUP_TOKEN,
    ...more,
  }
  const { configPath, prebuiltWorkerDir } = inject("worker")
  const server = createTestHarness({ workers: [{ configPath, prebuiltWorkerDir, secrets }] })
  await server.listen()
  await server.getWorker<WorkerBindings>().applyD1Migrations("CATALOG")
  return server
}

afterAll(async () => {
  await (await running)?.close()
})

/**
 * The Worker on a workerd of its own, by the real clock.
 *
 * @param more - variables beside those of every server of these tests
 */
export async function startWorker(
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly operator: Caller; stop(): Promise<void> }> {
  const server = await startHarness(more)
  return {
    operator: new Caller((path, init) => send(server, path, init), OPERATOR_KEY),
    stop: () => server.close(),
  }
}

/** The types of workerd's fetch and of Node's differ in name alone. */
async function send(server: TestHarness, path: string, init: RequestInit): Promise<Response> {
  return (await server.fetch(path, init as never)) as unknown as Response
}

/** The Worker on workerd, with a clock that the test sets. */
export function workerHost(now: number = TEST_NOW): Host {
  const time = { now }
  const request: Transport = async (path, init) => {
    const headers = new Headers(init.headers)
    headers.set(CLOCK_HEADER, String(time.now))
    return send(await harness(host), path, { ...init, headers })
  }
  const host: Host = {
    operator: new Caller(request, OPERATOR_KEY),
    request,
    verify: async (walletId) => {
      const { WALLET } = await (await harness(host)).getWorker<WorkerBindings>().getEnv()
      return WALLET.getByName(walletId).verify()
    },
    get now() {
      return time.now
    },
    set now(at) {
      time.now = at
    },
  }
  return host
}
