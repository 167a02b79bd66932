import { Counter, Histogram, Registry, collectDefaultMetrics } from "prom-client"
import type { Metrics } from "./metrics.ts"

const PREFIX = "tollgate_"
const REQUEST_SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Metrics in Prometheus' text format, with those of the process. Needs Node. */
export function prometheusMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: PREFIX })
  const seconds = new Histogram({
    name: `${PREFIX}http_request_seconds`,
    help: "Time to answer a request",
    labelNames: ["route", "method", "status"],
    buckets: REQUEST_SECONDS_BUCKETS,
    registers: [registry],
  })
  const counters = new Map<string, Counter>()
  return {
    request({ route, method, status, seconds: taken }) {
      seconds.observe({ route, method, status: String(status) }, taken)
    },
    count(name, labels = {}, by = 1) {
      let counter = counters.get(name)
      if (counter === undefined) {
        counter = new Counter({
          name: PREFIX + name,
          help: name.replaceAll("_", " "),
          labelNames: Object.keys(labels),
          registers: [registry],
        })
        counters.set(name, counter)
      }
      counter.inc(labels, by)
    },
    async render() {
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}
