import { OpenAPIHono } from "@hono/zod-openapi"
import { accepts } from "hono/accepts"
import { ASSET_CODINGS, type Asset, type AssetCoding } from "../assets/assets.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { isKnownTag } from "../http/etag.ts"
import { problem } from "../problem.ts"

/** How long a browser runs the loader without asking whether there is a newer one. */
export const LOADER_SECONDS_MAX = 300
/** A year: what a name with a hash stands for never changes. */
export const CHUNK_SECONDS_MAX = 31_536_000

/** Scripts that a page of any origin may load, time and run. Rule ASSET-2. */
const OPEN_HEADERS: Readonly<Record<string, string>> = {
  "Access-Control-Allow-Origin": "*",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Timing-Allow-Origin": "*",
}

/** `GET /widget.js`, the loader of the elements, and `GET /widget/*`, their code. Rules ASSET-1 to ASSET-5. */
export function assetRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.get("/widget.js", (c) => sendAsset(c))
  routes.get("/widget/*", (c) => sendAsset(c))
  return routes
}

async function sendAsset(c: AppContext): Promise<Response> {
  for (const [name, value] of Object.entries(OPEN_HEADERS)) c.header(name, value)
  const { assets } = c.get("deps")
  const asset = assets.find(c.req.path)
  if (asset === undefined) {
    const detail = assets.isBuilt
      ? "The elements have no such file."
      : `The elements are not built. Run \`${assets.buildCommand}\` and start the server again.`
    return problem(c, "not_found", { detail })
  }
  c.header("ETag", asset.etag)
  c.header(
    "Cache-Control",
    asset.isImmutable
      ? `public, max-age=${CHUNK_SECONDS_MAX}, immutable`
      : `public, max-age=${LOADER_SECONDS_MAX}`,
  )
  c.header("Vary", "Accept-Encoding", { append: true })
  if (isKnownTag(c.req.header("if-none-match"), asset.etag)) return c.body(null, 304)
  c.header("Content-Type", asset.contentType)
  return c.body(await bodyOf(c, asset), 200)
}

/** The smallest of what the caller takes. Rule ASSET-4. */
async function bodyOf(c: AppContext, asset: Asset): Promise<Uint8Array<ArrayBuffer>> {
  const coding = acceptedCoding(c)
  const packed = coding === undefined ? undefined : await asset.packed(coding)
  if (packed === undefined) return asset.bytes
  c.header("Content-Encoding", coding)
  return packed
}

function acceptedCoding(c: AppContext): AssetCoding | undefined {
  const found = accepts(c, {
    header: "Accept-Encoding",
    supports: [...ASSET_CODINGS],
    default: "identity",
    match: (accepted) =>
      ASSET_CODINGS.find((coding) =>
        accepted.some(({ type, q }) => type.toLowerCase() === coding && q > 0),
      ) ?? "identity",
  })
  return ASSET_CODINGS.find((coding) => coding === found)
}
