/** What the server counts. The Node runtime gives `prometheusMetrics`; where none is scraped, `noMetrics`. */
export interface Metrics {
  /** One answered request. `route` is the pattern, never the path, so that labels stay few. */
  request(facts: {
    readonly route: string
    readonly method: string
    readonly status: number
    readonly seconds: number
  }): void
  /** Add to a counter, which is made on first use. A name has always the same labels. */
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void
  render(): Promise<{ readonly contentType: string; readonly text: string }>
}

/** Counts nothing, for runtimes that nobody scrapes. */
export const noMetrics: Metrics = {
  request() {},
  count() {},
  render: () => Promise.resolve({ contentType: "text/plain; version=0.0.4; charset=utf-8", text: "" }),
}
