// What `wrangler` runs before it bundles the Worker: the built elements, where its static assets are taken from, and the modules
// beside its script.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { buildElements } from "./build-elements.ts"

const ELEMENTS = join(import.meta.dirname, "../packages/widget/dist")
const ASSETS = join(import.meta.dirname, "../packages/server/dist/worker-assets")

/** As the server on Node answers them: rules ASSET-2 and ASSET-3. */
const HEADERS = `/widget.js
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
  Timing-Allow-Origin: *
  X-Content-Type-Options: nosniff
  Cache-Control: public, max-age=300
/widget/*
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
  Timing-Allow-Origin: *
  X-Content-Type-Options: nosniff
  Cache-Control: public, max-age=31536000, immutable
`

await buildElements()
rmSync(ASSETS, { recursive: true, force: true })
mkdirSync(ASSETS, { recursive: true })
cpSync(join(ELEMENTS, "widget.js"), join(ASSETS, "widget.js"))
cpSync(join(ELEMENTS, "widget"), join(ASSETS, "widget"), { recursive: true })
writeFileSync(join(ASSETS, "_headers"), HEADERS)
await import("./worker-modules.ts")
