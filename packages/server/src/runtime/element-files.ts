import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { extname, join, relative, sep } from "node:path"
import { promisify } from "node:util"
import { brotliCompress, constants, gzip } from "node:zlib"
import type { Asset, AssetCoding, Assets } from "../assets/assets.ts"

/** Where `packages/widget` leaves what it builds. */
export const ELEMENTS_FOLDER = join(import.meta.dirname, "../../../widget/dist")
export const ELEMENTS_BUILD_COMMAND = "npx pnpm --filter @tollgate/widget run build"

const LOADER = "widget.js"
const CHUNKS = "widget"
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
  ".png": "image/png",
}
const OTHER_TYPE = "application/octet-stream"
const TEXT = /charset|json|svg/
/** The eight characters that the bundler ends a name with; words of eight small letters are none. */
const HASH = /-([A-Za-z0-9_-]{8})\.[a-z0-9.]+$/
const GZIP_LEVEL = 9

const pack: Readonly<Record<AssetCoding, (bytes: Uint8Array) => Promise<Buffer<ArrayBuffer>>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: GZIP_LEVEL }),
}

/**
 * The built elements of a folder, all in memory: `widget.js` and what lies below `widget/`. What a path names is looked
 * up among these and never opened, so that no path leads anywhere else. Rules ASSET-1 and ASSET-5.
 */
export function readElementFiles(folder: string = ELEMENTS_FOLDER): Assets {
  const assets = new Map<string, Asset>()
  for (const file of filesOf(folder)) {
    assets.set(`/${file}`, assetOf(file, new Uint8Array(readFileSync(join(folder, file)))))
  }
  return {
    buildCommand: ELEMENTS_BUILD_COMMAND,
    isBuilt: assets.has(`/${LOADER}`),
    find: (path) => assets.get(path),
  }
}

/** Paths below the folder, with `/` on every system. */
function filesOf(folder: string): readonly string[] {
  const found = existsSync(join(folder, LOADER)) ? [LOADER] : []
  const chunks = join(folder, CHUNKS)
  if (!existsSync(chunks)) return found
  for (const entry of readdirSync(chunks, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    found.push(relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
  }
  return found
}

function assetOf(file: string, bytes: Uint8Array<ArrayBuffer>): Asset {
  const contentType = TYPES[extname(file)] ?? OTHER_TYPE
  const hash = HASH.exec(file)?.[1]
  const packing = new Map<AssetCoding, Promise<Uint8Array<ArrayBuffer> | undefined>>()
  return {
    contentType,
    etag: `W/"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`,
    isImmutable: hash !== undefined && /[0-9A-Z_]/.test(hash),
    bytes,
    packed: async (coding) => {
      if (!TEXT.test(contentType)) return undefined
      let packed = packing.get(coding)
      if (packed === undefined) {
        packed = pack[coding](bytes).then((smaller) =>
          smaller.length < bytes.length ? new Uint8Array(smaller) : undefined,
        )
        packing.set(coding, packed)
      }
      return packed
    },
  }
}
