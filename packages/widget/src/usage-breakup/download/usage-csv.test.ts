import { expect } from "chai"
import type { UsageDownloadEvent } from "../../events/usage-events.ts"
import { formatMicros, micros } from "../../money/amount.ts"
import { serve } from "../../testing/fake-server.ts"
import { fixture } from "../../testing/fixture.ts"
import { nextEvent, until } from "../../testing/until.ts"
import { usageAnswer } from "../../testing/usage-answer.ts"
import { resolvePeriod } from "../period.ts"
import type { Usage } from "../usage.ts"
import type { UsageBreakup } from "../usage-breakup.ts"
import { formatUsageCsv } from "./usage-csv.ts"
import "../define.ts"

type Line = Readonly<Record<string, string>>

/** A reader of RFC 4180, as slow and plain as can be. */
function parse(csv: string): readonly Line[] {
  const rows: string[][] = [[""]]
  let isQuoted = false
  for (let at = 0; at < csv.length; at += 1) {
    const row = rows.at(-1)!
    if (csv[at] === '"' && isQuoted && csv[at + 1] === '"') row[row.length - 1] += csv[(at += 1)]!
    else if (csv[at] === '"') isQuoted = !isQuoted
    else if (csv[at] === "," && !isQuoted) row.push("")
    else if (csv.startsWith("\r\n", at) && !isQuoted) {
      rows.push([""])
      at += 1
    } else row[row.length - 1] += csv[at]!
  }
  const [head, ...lines] = rows.slice(0, -1)
  return lines.map((line) => {
    expect(line).to.have.length(head!.length)
    return Object.fromEntries(head!.map((name, index) => [name, line[index]!]))
  })
}

function sum(lines: readonly Line[], column: string): string {
  return formatMicros(lines.reduce((total, line) => total + micros(line[column] || "0"), 0n))
}

async function downloaded(element: UsageBreakup): Promise<UsageDownloadEvent> {
  const told = nextEvent<UsageDownloadEvent>(document.body, "tollgate-download")
  document.body.addEventListener("tollgate-download", (event) => event.preventDefault(), { once: true })
  element.shadowRoot!.querySelector<HTMLButtonElement>("[part=download]")!.click()
  return told
}

describe("the download of <usage-breakup>", () => {
  it("[UI-USE-15] holds what is shown, exactly", async () => {
    const server = await serve("typical")
    const path = `${server.url}v1/wallets/${server.walletId}/usage?from=2026-11-16`
    const usage = (await (await fetch(path)).json()) as Usage
    const element = await fixture<UsageBreakup>(
      `<usage-breakup locale="en-US" breakdown="market" ${server.attributes()}></usage-breakup>`,
    )
    await until(
      () => element.shadowRoot!.querySelector(".ranks") && element.shadowRoot!.querySelector(".bar"),
    )
    const { csv, fileName, defaultPrevented } = await downloaded(element)
    expect(defaultPrevented).to.equal(true)
    expect(fileName).to.equal("usage-wal_typical-2026-11-15-2026-11-22.csv")
    const lines = parse(csv)
    const of = (section: string): readonly Line[] => lines.filter((line) => line["section"] === section)
    for (const line of lines) {
      expect([line["period_from"], line["period_to"], line["time_zone"], line["currency"]]).to.deep.equal([
        usage.from,
        usage.to,
        "Asia/Kolkata",
        "USD",
      ])
    }
    const [totals] = of("totals")
    expect(totals).to.include({
      amount: "3.705606",
      whatsapp_fees: "3.3676",
      other_fees: "0.338006",
      messages: "251",
      paid: "147",
      free: "43",
    })
    expect(sum(of("by_day"), "amount")).to.equal("3.705606")
    expect(sum(of("by_day"), "delivered")).to.equal("190")
    expect(sum(of("conversations"), "whatsapp_fees")).to.equal("3.3676")
    expect(sum(of("messages"), "sent")).to.equal("202")
    expect(sum(of("messages"), "received")).to.equal("49")
    const shown = [...element.shadowRoot!.querySelectorAll(".ranks tbody tr")]
    const markets = of("by_market")
    expect(markets.length).to.be.at.least(shown.length)
    for (const [index, row] of shown.slice(0, 8).entries()) {
      const [name, messages] = [...row.children].map((cell) => cell.textContent.trim())
      expect([markets[index]!["name"], markets[index]!["messages"]]).to.deep.equal([name, messages])
    }
    expect(new Set(lines.map((line) => line["section"]))).to.deep.equal(
      new Set(["totals", "by_day", "conversations", "messages", "by_market"]),
    )
  })

  it("[UI-USE-15] is no formula, and keeps commas, quotes and the largest amounts", () => {
    const rank = {
      messages: 1,
      delivered: 1,
      paid: 1,
      free: 0,
      amount: "-98765432109876.543211",
      whatsappFees: "0",
      otherFees: "0",
    }
    const names = ['=HYPERLINK("x")', "+1, or -1", "@cmd", "-2+3", "Côte d'Ivoire"]
    const { csv } = formatUsageCsv({
      usage: usageAnswer([]),
      query: resolvePeriod({}, 0, "UTC"),
      currency: "USD",
      walletId: "wal:1",
      senderId: "=s",
      dimension: "market",
      ranks: names.map((name) => ({ ...rank, name })),
    })
    const lines = parse(csv).filter(({ section }) => section === "by_market")
    expect(lines.map(({ name }) => name)).to.deep.equal([
      `'=HYPERLINK("x")`,
      "'+1, or -1",
      "'@cmd",
      "'-2+3",
      "Côte d'Ivoire",
    ])
    expect(lines[0]).to.include({ amount: "-98765432109876.543211", sender: "'=s" })
  })

  it("[UI-USE-15] is saved unless the page prevents it", async () => {
    const server = await serve("typical")
    const element = await fixture<UsageBreakup>(`<usage-breakup ${server.attributes()}></usage-breakup>`)
    await until(() => element.canDownload)
    const saved: string[] = []
    HTMLAnchorElement.prototype.click = function click() {
      saved.push(this.download)
    }
    try {
      await element.download()
    } finally {
      Reflect.deleteProperty(HTMLAnchorElement.prototype, "click")
    }
    expect(saved).to.deep.equal(["usage-wal_typical-2026-11-15-2026-11-22.csv"])
  })
})
