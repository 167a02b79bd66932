// The Worker on raw workerd against a trivial object in the same process. Prints its rows as JSON lines; see docs/benchmarks.md.
import { formatCount, interleave, median, medianRatio, report } from "../../engine/bench/measure.ts"
import { workloadSenders } from "../../engine/bench/workload.ts"
import { withFolder } from "./bench-folder.ts"
import { bundleWorker } from "./bundle-worker.ts"
import { migrateCatalog, OPERATOR_KEY, serveWorkerd, type Workerd } from "./serve-workerd.ts"
import { toldEvents, type ToldEvent } from "./told-events.ts"
import { clientOf, type Client, type Sent } from "./worker-load.ts"
import { ONE_WALLET, openBenchTenant, openWallet } from "./worker-tenant.ts"

const REPETITIONS = 5
const SLICE_MS = 1_000
const IN_FLIGHT = [1, 16] as const
const EVENTS_PER_BATCH = 100
const WALLETS = 50

/** A kind of work: what is sent to us, and what to the trivial object. */
interface Kind {
  readonly what: string
  /** Things done by one request of each side, for a rate that means something. */
  readonly each: number
  readonly unit: string
  readonly ours: () => readonly Sent[]
  readonly trivial: () => readonly Sent[]
}

let made = 0
function newEvents(count: number): readonly ToldEvent[] {
  made += count
  return toldEvents(count, made - count)
}

let turn = 0
const nextWallet = (): number => (turn = (turn + 1) % WALLETS)
const walletOf = (index: number): string => `wal_many_${index}`
const senderOf = (index: number): string => `sender_many_${index}`

function single(walletId: string, event: ToldEvent): readonly Sent[] {
  const { recipient, senderId, category, messageId } = event
  const messages = [{ to: recipient, category, messageId }]
  return [
    { method: "POST", path: "/v1/authorizations", body: { walletId, senderId, messages } },
    { method: "POST", path: "/v1/events", body: { events: [event] } },
  ]
}

function trivialSingle(name: string): readonly Sent[] {
  return [{ method: "POST", path: `/${name}`, body: { events: newEvents(1) } }]
}

const KINDS: readonly Kind[] = [
  {
    what: `POST /v1/events of ${EVENTS_PER_BATCH} events to one wallet`,
    each: EVENTS_PER_BATCH,
    unit: "events",
    ours: () => [{ method: "POST", path: "/v1/events", body: { events: newEvents(EVENTS_PER_BATCH) } }],
    trivial: () => [
      { method: "POST", path: `/${ONE_WALLET}`, body: { events: newEvents(EVENTS_PER_BATCH) } },
    ],
  },
  {
    what: "authorize and settle, single commands on one wallet",
    each: 1,
    unit: "commands",
    ours: () => single(ONE_WALLET, newEvents(1)[0]!),
    trivial: () => trivialSingle(ONE_WALLET),
  },
  {
    what: `authorize and settle, single commands on ${WALLETS} wallets`,
    each: 1,
    unit: "commands",
    ours: () => {
      const index = nextWallet()
      return single(walletOf(index), { ...newEvents(1)[0]!, senderId: senderOf(index) })
    },
    trivial: () => trivialSingle(walletOf(nextWallet())),
  },
  {
    what: "GET of a balance",
    each: 1,
    unit: "reads",
    ours: () => [{ method: "GET", path: `/v1/wallets/${ONE_WALLET}` }],
    trivial: () => [{ method: "GET", path: `/${ONE_WALLET}` }],
  },
]

await withFolder(async (folder) => {
  const workerd = await serveWorkerd(folder, bundleWorker(folder))
  try {
    await migrateCatalog(workerd)
    const ours = clientOf(workerd.tollgateUrl, OPERATOR_KEY)
    const trivial = clientOf(workerd.trivialUrl, OPERATOR_KEY)
    await setUp(ours)
    for (const kind of KINDS) {
      for (const inFlight of IN_FLIGHT) await compare(kind, inFlight, { ours, trivial, workerd })
    }
  } finally {
    await workerd.stop()
  }
})

async function compare(
  { what, each, unit, ...next }: Kind,
  inFlight: number,
  { ours, trivial, workerd }: { readonly ours: Client; readonly trivial: Client; readonly workerd: Workerd },
): Promise<void> {
  const trips: number[] = []
  const used: Record<"ours" | "trivial", number[]> = { ours: [], trivial: [] }
  const load = async (side: "ours" | "trivial", client: Client): Promise<number> => {
    let requests = 0
    const counted = (): readonly Sent[] => {
      const sent = next[side]()
      requests += sent.length
      return sent
    }
    await tripsOf(workerd)
    const usedBefore = workerd.cpuTime() ?? Number.NaN
    const perSecond = await client.load(counted, { inFlight, milliseconds: SLICE_MS })
    used[side].push(((workerd.cpuTime() ?? Number.NaN) - usedBefore) / requests)
    if (side === "ours") trips.push((await tripsOf(workerd)) / requests)
    return perSecond
  }
  const rates = await interleave(
    { trivial: () => load("trivial", trivial), ours: () => load("ours", ours) },
    { repetitions: REPETITIONS },
  )
  const perSecond = (values: readonly number[]): string => formatCount(median(values) * each)
  report({
    what: `workerd: ${what}, ${inFlight} in flight / trivial object`,
    measured:
      `${medianRatio(rates.ours, rates.trivial).toFixed(2)} (${perSecond(rates.ours)} / ${perSecond(rates.trivial)} ${unit}/s; ` +
      `CPU ${median(used.ours).toFixed(2)} / ${median(used.trivial).toFixed(2)} ms a request; ` +
      `${median(trips).toFixed(1)} trips to D1 a request)`,
    budget: "",
    met: null,
  })
}

async function tripsOf({ databaseUrl }: Workerd): Promise<number> {
  return (await (await fetch(databaseUrl)).json()) as number
}

/** A wallet with all senders of the workload, and many with one each. */
async function setUp(client: Client): Promise<void> {
  await openBenchTenant(client)
  await openWallet(client, ONE_WALLET, [...workloadSenders().keys()])
  for (let index = 0; index < WALLETS; index += 1) {
    await openWallet(client, walletOf(index), [senderOf(index)])
  }
}
