declare namespace Cloudflare {
  interface Env {
    readonly STORAGE: DurableObjectNamespace
    /** `runtime-tests/answer-in-node.ts`. */
    readonly NODE: Fetcher
    readonly CATALOG: D1Database
    /** The files of `migrations`, split into statements as wrangler does. */
    readonly D1_MIGRATIONS: readonly { name: string; queries: string[] }[]
    readonly ARCHIVE: R2Bucket
  }
}
