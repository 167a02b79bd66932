declare global {
  namespace Cloudflare {
    interface Env {
      readonly STORAGE: DurableObjectNamespace
    }
  }
}

export {}
