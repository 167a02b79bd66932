import { randomInt } from "node:crypto"
import { setTimeout as pause } from "node:timers/promises"
import { InvalidArgumentError, type Command } from "commander"
import { discoverSenders, parseSenders, type NamedSender } from "../simulator/find-senders.ts"
import { makeTraffic, MESSAGES_MAX, TAIL_MS_MAX } from "../simulator/make-traffic.ts"
import { postWebhook } from "../simulator/post-webhook.ts"
import { formatProgress, formatTallies } from "../simulator/format-tallies.ts"
import { sendTraffic } from "../simulator/send-traffic.ts"
import { addAnswer, EMPTY_TALLY, type Tally } from "../simulator/tally.ts"
import { CommandError } from "./command-error.ts"

const RATE_MAX = 2_000
const SECONDS_MAX = 3_600
const SEED_MAX = 0xffff_ffff
const PROGRESS_EVERY_MS = 1_000
const PROVIDERS = ["meta", "gupshup", "both"] as const

interface SimulateOptions {
  readonly url: string
  readonly rate: number
  readonly seconds: number
  readonly provider: (typeof PROVIDERS)[number]
  readonly senders?: string
  readonly seed?: number
  readonly unknownSenders: number
  readonly appSecret?: string
  readonly token?: string
}

export function addSimulate(program: Command): void {
  program
    .command("simulate")
    .description(
      "post webhooks to a server as Meta and Gupshup do: statuses, inbound, failures, billing events",
    )
    .option("--url <url>", "the server", "http://127.0.0.1:8787")
    .option("--rate <n>", "messages a second; each has about three webhook events", number(0.1, RATE_MAX), 5)
    .option(
      "--seconds <n>",
      "how long messages begin; their last statuses come a little later",
      number(1, SECONDS_MAX),
      30,
    )
    .option(
      "--senders <list>",
      "phone number ids, with =app for Gupshup: 1234,5678=6f41... (default: the demo's)",
    )
    .option("--provider <name>", "meta, gupshup or both", provider, "both")
    .option("--seed <n>", "the same traffic again: a server that had it finds duplicates only", seed)
    .option(
      "--unknown-senders <share>",
      "share of messages of a number that nobody has, 0 to 1",
      number(0, 1),
      0,
    )
    .option("--app-secret <secret>", "signs Meta's bodies (TOLLGATE_META_APP_SECRET)")
    .option("--token <token>", "of Gupshup's bodies (TOLLGATE_GUPSHUP_TOKEN)")
    .action(simulate)
}

async function simulate(options: SimulateOptions): Promise<void> {
  const url = options.url.replace(/\/+$/, "")
  if (!URL.canParse(url)) throw new CommandError(`--url: ${options.url} is not a URL.`)
  const appSecret = options.appSecret ?? process.env["TOLLGATE_META_APP_SECRET"]
  const gupshupToken = options.token ?? process.env["TOLLGATE_GUPSHUP_TOKEN"]
  const target = { url, ...(appSecret ? { appSecret } : {}), ...(gupshupToken ? { gupshupToken } : {}) }
  const senders = usable(await findSenders(url, options.senders), options.provider)
  const drawn = options.seed ?? randomInt(SEED_MAX)
  const messages = Math.max(1, Math.round(options.rate * options.seconds))
  if (messages > MESSAGES_MAX)
    throw new CommandError(`--rate times --seconds is at most ${MESSAGES_MAX} messages.`)
  const deliveries = makeTraffic({
    seed: drawn,
    senders,
    provider: options.provider,
    messages,
    startAt: Date.now(),
    spanMs: options.seconds * 1000,
    unknownSenderShare: options.unknownSenders,
  })
  process.stdout.write(
    `${messages} messages of ${senders.length} numbers in ${options.seconds} s, the last statuses up to ` +
      `${TAIL_MS_MAX / 1000} s later; seed ${drawn}\n`,
  )

  const stopping = new AbortController()
  process.once("SIGINT", () => stopping.abort())
  const tallies = new Map<string, Tally>(senders.map(({ id }) => [id, EMPTY_TALLY]))
  const progress = (): void => void process.stdout.write(`${formatProgress(tallies, deliveries.length)}\n`)
  const timer = setInterval(progress, PROGRESS_EVERY_MS)
  try {
    await sendTraffic(
      deliveries,
      {
        post: (delivery) => postWebhook(target, delivery),
        now: () => Date.now(),
        wait: (ms) => pause(ms, undefined, { signal: stopping.signal }).catch(() => undefined),
      },
      {
        signal: stopping.signal,
        onAnswer(delivery, answer) {
          const { senderId } = delivery
          tallies.set(senderId, addAnswer(tallies.get(senderId) ?? EMPTY_TALLY, delivery, answer))
        },
      },
    )
  } finally {
    clearInterval(timer)
    process.stdout.write(
      `${formatTallies(tallies, new Map(senders.map(({ id, currency }) => [id, currency])))}\n`,
    )
  }
}

async function findSenders(url: string, list: string | undefined): Promise<readonly NamedSender[]> {
  if (list === undefined) return discoverSenders(url)
  const parsed = parseSenders(list)
  if (parsed === undefined)
    throw new CommandError("--senders is a list of phone number ids, as in 1234,5678=appId.")
  return parsed
}

function usable(
  senders: readonly NamedSender[],
  wanted: SimulateOptions["provider"],
): readonly NamedSender[] {
  const able =
    wanted === "gupshup" ? senders.filter(({ gupshupAppId }) => gupshupAppId !== undefined) : senders
  if (able.length > 0) return able
  throw new CommandError(
    "None of the senders has a Gupshup app: name one as --senders id=appId, or use --provider meta.",
  )
}

function number(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === "" || !(value >= min && value <= max))
      throw new InvalidArgumentError(`It is ${min} to ${max}.`)
    return value
  }
}

function seed(text: string): number {
  const value = number(0, SEED_MAX)(text)
  if (!Number.isInteger(value)) throw new InvalidArgumentError("It is a whole number.")
  return value
}

function provider(text: string): SimulateOptions["provider"] {
  const known = PROVIDERS.find((one) => one === text)
  if (known === undefined) throw new InvalidArgumentError(`It is ${PROVIDERS.join(", ")}.`)
  return known
}
