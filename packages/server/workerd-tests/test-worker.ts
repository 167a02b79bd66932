import { DurableObject } from "cloudflare:workers"

/** An object of which the tests use the storage alone. */
export class StorageObject extends DurableObject {}

export default { fetch: () => new Response(null, { status: 404 }) }
