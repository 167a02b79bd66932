import { expect } from "chai"
import { FakeStreams } from "../testing/fake-stream.ts"
import "../testing/fixture.ts"
import { until } from "../testing/until.ts"
import { type LiveFeed, type LiveFeedTimes, openLiveFeed } from "./live-feed.ts"
import { TollgateError } from "./tollgate-error.ts"
import type { Connection } from "./wallet-session.ts"

/** Short enough to wait for, and apart enough to be told from one another. */
const TIMES: LiveFeedTimes = {
  silence: 500,
  firstBytes: 300,
  poll: 20,
  streamAgain: 500,
  retryMin: 10,
  retryMax: 40,
  hidden: 100,
}

const feeds: LiveFeed[] = []

afterEach(() => {
  for (const feed of feeds.splice(0)) feed.close()
  setHidden(false)
})

/** What `document.hidden` says; the page is told. */
function setHidden(isHidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, value: isHidden })
  document.dispatchEvent(new Event("visibilitychange"))
}

/** A feed on this network, and what it did. */
function feedOn(open: (signal: AbortSignal) => Promise<Response>) {
  const done = { opens: [] as string[], polls: 0, states: [] as Connection[], events: [] as string[] }
  const feed = openLiveFeed(
    {
      open(signal, lastEventId) {
        done.opens.push(lastEventId)
        return open(signal)
      },
      poll: async () => (done.polls++, true),
      event: (name, data) => void done.events.push(`${name} ${JSON.stringify(data)}`),
      state: (connection) => void (done.states.at(-1) !== connection && done.states.push(connection)),
    },
    TIMES,
  )
  feeds.push(feed)
  return { feed, done }
}

/** A stream that says nothing, not even that it is there. */
function silent(signal: AbortSignal): Promise<Response> {
  const body = new ReadableStream({
    start: (controller) => signal.addEventListener("abort", () => controller.error(signal.reason)),
  })
  return Promise.resolve(new Response(body))
}

describe("a live feed", () => {
  it("[UI-LIVE-2] takes a stream that went silent for dead, and opens it again from where it was", async () => {
    const streams = new FakeStreams()
    const { done } = feedOn(async (signal) => streams.open(signal, []))
    await until(() => streams.count === 1)
    streams.push("balance", { balance: "7" })
    await until(() => done.events.length === 1)
    await until(() => done.opens.length >= 2)
    expect(done.opens.slice(0, 2)).to.deep.equal(["", "2"])
    expect(done.events).to.deep.equal(['balance {"balance":"7"}'])
    expect(done.states[0]).to.equal("live")
  })

  it("[UI-LIVE-3] polls where the first bytes are held up, and tries the stream again later", async () => {
    const { done } = feedOn(silent)
    await until(() => done.polls >= 3)
    expect(done.states).to.deep.equal(["polling"])
    expect(done.opens).to.have.length(1)
    await until(() => done.opens.length === 2)
  })

  it("[UI-LIVE-4] asks for nothing in a tab that stays hidden, and is up to date once it is seen", async () => {
    const streams = new FakeStreams()
    const { done } = feedOn(async (signal) => streams.open(signal, []))
    await until(() => streams.count === 1)
    setHidden(true)
    await until(() => done.states.at(-1) === "paused")
    expect(streams.count).to.equal(0)
    const before = { opens: done.opens.length, polls: done.polls }
    await new Promise((resolve) => setTimeout(resolve, TIMES.poll * 3))
    expect({ opens: done.opens.length, polls: done.polls }).to.deep.equal(before)
    setHidden(false)
    await until(() => streams.count === 1 && done.polls === before.polls + 1)
  })

  it("[UI-LIVE-4] keeps its stream where a tab is hidden for a moment", async () => {
    const streams = new FakeStreams()
    const { done } = feedOn(async (signal) => streams.open(signal, []))
    await until(() => streams.count === 1)
    setHidden(true)
    setHidden(false)
    streams.push("balance", {})
    await until(() => done.events.length === 1)
    expect(done.states).not.to.include("paused")
    expect(done.opens).to.have.length(1)
  })

  it("[UI-TOKEN-4] gives up where no token is to be had, until it is woken", async () => {
    let isRefused = true
    const streams = new FakeStreams()
    const { feed, done } = feedOn(async (signal) => {
      if (isRefused) throw new TollgateError("expired", 401)
      return streams.open(signal, [])
    })
    await until(() => done.states.at(-1) === "offline")
    expect(done.opens).to.have.length(1)
    isRefused = false
    feed.wake()
    await until(() => streams.count === 1)
  })

  it("[UI-LIVE-4] does nothing any more once it is closed", async () => {
    const streams = new FakeStreams()
    const { feed, done } = feedOn(async (signal) => streams.open(signal, []))
    await until(() => streams.count === 1)
    feed.close()
    expect(streams.count).to.equal(0)
    dispatchEvent(new Event("online"))
    setHidden(false)
    expect(done.opens).to.have.length(1)
  })
})
