declare namespace Cloudflare {
  interface Env {
    readonly STORAGE: DurableObjectNamespace
    /** `runtime-tests/answer-in-node.ts`. */
    readonly NODE: Fetcher
  }
}
