import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const SERVER_FOLDER: string = fileURLToPath(new URL("../../packages/server", import.meta.url))
/** The only one in the repository. */
export const WRANGLER_CONFIG: string = join(SERVER_FOLDER, "wrangler.jsonc")
/** A script for Node. */
export const WRANGLER: string = join(SERVER_FOLDER, "node_modules/wrangler/bin/wrangler.js")
