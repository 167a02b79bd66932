declare namespace Cloudflare {
  interface Env {
    readonly STORAGE: DurableObjectNamespace
  }
}
