import type { Catalog } from "./catalog.ts"
import { CREDENTIAL_CACHE_MS, type CatalogDb, type PageOptions, type ReadAhead } from "./catalog-db.ts"
import type { ApiKey, Customer, CustomerChange, IngestToken, Partner, WalletPlace } from "./records.ts"
import { get, run, together, type Sql } from "../storage/sql/request.ts"
import type { Table } from "../storage/sql/table.ts"
import { changesOf } from "./changes-of.ts"
import { API_KEY, CUSTOMER, CUSTOMER_CHANGE, INGEST_TOKEN, PARTNER, WALLET_PLACE } from "./tables.ts"

type Tenants = Pick<
  Catalog,
  | "insertPartner"
  | "changePartner"
  | "partner"
  | "partners"
  | "isOriginListed"
  | "insertKey"
  | "key"
  | "keyByHash"
  | "keys"
  | "revokeKey"
  | "insertCustomer"
  | "changeCustomer"
  | "customerChanges"
  | "customer"
  | "customers"
  | "insertWalletPlace"
  | "closeWalletPlace"
  | "walletPlace"
  | "walletPlaces"
  | "insertIngestToken"
  | "ingestToken"
  | "ingestTokenByHash"
  | "ingestTokens"
  | "revokeIngestToken"
>

const BY_ID = {
  order: ["created_at", "id"],
  positionOf: (row: { readonly createdAt: number; readonly id: string }) => ({
    at: row.createdAt,
    id: row.id,
  }),
} as const satisfies Partial<PageOptions<Partner>>

/** Of what says who is let in. */
const CREDENTIAL = { ageMs: CREDENTIAL_CACHE_MS } as const

const LAST_CHANGE = "SELECT at FROM customer_change WHERE customer_id = ? ORDER BY at DESC LIMIT 1"

/** A key is followed by its partner, and a wallet's place by its customer. */
const PARTNER_OF_KEY = `SELECT ${PARTNER.columns} FROM partner WHERE id = (SELECT partner_id FROM api_key WHERE hash = ?)`
const PARTNER_OF_TOKEN = `SELECT ${PARTNER.columns} FROM partner WHERE id = (SELECT partner_id FROM ingest_token WHERE hash = ?)`
const CUSTOMER_OF_WALLET = `SELECT ${CUSTOMER.columns} FROM customer WHERE id = (SELECT customer_id FROM wallet_place WHERE wallet_id = ?)`

/** Partners, their keys and tokens, their customers, and which wallet is whose. */
export function sqlTenants(db: CatalogDb): Tenants {
  const changeOne = <T>(
    table: Table<T>,
    name: string,
    { id, change }: { readonly id: string; readonly change: (record: T) => T },
  ): Promise<T | undefined> =>
    db.write(function* () {
      const existing = yield* db.one(table, name, { id })
      if (existing === undefined) return undefined
      const changed = change(existing)
      yield* run(table.upsert, ...table.encode(changed))
      return changed
    })

  return {
    insertPartner: async (partner) =>
      db.write(function* () {
        const existing = yield* db.one(PARTNER, "partner", { id: partner.id })
        if (existing !== undefined) return { record: existing, isNew: false }
        yield* run(PARTNER.insert, ...PARTNER.encode(partner))
        return { record: partner, isNew: true }
      }),
    changePartner: (id, change) => changeOne(PARTNER, "partner", { id, change }),
    partner: async (id) =>
      db.cached(`partner ${id}`, () => db.one<Partner>(PARTNER, "partner", { id }), CREDENTIAL),
    partners: async (page) => db.page({ ...BY_ID, table: PARTNER, name: "partner", where: {} }, page),
    isOriginListed: async (origin) => {
      const origins = await db.cached("origins", function* () {
        const partners = yield* db.all<Partner>(PARTNER, "partner", { status: "active" }, "id")
        return new Set(partners.flatMap((partner) => partner.allowedOrigins))
      })
      return origins.has(origin)
    },

    insertKey: async (key) => db.write(() => run(API_KEY.insert, ...API_KEY.encode(key))),
    key: async (id) => db.cached(`key ${id}`, () => db.one<ApiKey>(API_KEY, "api_key", { id }), CREDENTIAL),
    keyByHash: async (hash) =>
      db.cached(`hash ${hash}`, () => db.one<ApiKey>(API_KEY, "api_key", { hash }), {
        ...CREDENTIAL,
        ahead: () => next(PARTNER, PARTNER_OF_KEY, hash),
      }),
    keys: async ({ partnerId }, page) =>
      db.page({ ...BY_ID, table: API_KEY, name: "api_key", where: { partner_id: partnerId } }, page),
    revokeKey: async (id, at) =>
      db.write(() => run("UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", at, id)),

    insertCustomer: async (customer) =>
      db.write(function* () {
        const existing = yield* db.one(CUSTOMER, "customer", { id: customer.id })
        if (existing !== undefined) return { record: existing, isNew: false }
        yield* run(CUSTOMER.insert, ...CUSTOMER.encode(customer))
        return { record: customer, isNew: true }
      }),
    changeCustomer: async (id, change, made) =>
      db.write(function* () {
        const [existing, last] = yield* together(
          db.one<Customer>(CUSTOMER, "customer", { id }),
          get(LAST_CHANGE, id),
        )
        if (existing === undefined) return undefined
        const changed = change(existing)
        if (changed === existing) return existing
        yield* run(CUSTOMER.upsert, ...CUSTOMER.encode(changed))
        const changes = changesOf(existing, changed)
        if (changes.length > 0) {
          // A list in order of instants is one in the order in which they were made.
          const at = Math.max(made.at, Number(last?.["at"] ?? 0) + 1)
          const row = { ...made, at, customerId: id, changes }
          yield* run(CUSTOMER_CHANGE.insert, ...CUSTOMER_CHANGE.encode(row))
        }
        return changed
      }),
    customerChanges: async ({ customerId }, page) =>
      db.page(
        {
          table: CUSTOMER_CHANGE,
          name: "customer_change",
          where: { customer_id: customerId },
          order: ["at", "id"],
          positionOf: (row: CustomerChange) => ({ at: row.at, id: row.id }),
        },
        page,
      ),
    customer: async (id) => db.cached(`customer ${id}`, () => db.one<Customer>(CUSTOMER, "customer", { id })),
    customers: async ({ partnerId }, page) =>
      db.page({ ...BY_ID, table: CUSTOMER, name: "customer", where: { partner_id: partnerId } }, page),

    insertWalletPlace: async (place) =>
      db.write(function* () {
        const existing = yield* db.one(WALLET_PLACE, "wallet_place", { wallet_id: place.walletId })
        if (existing !== undefined) return { record: existing, isNew: false }
        yield* run(WALLET_PLACE.insert, ...WALLET_PLACE.encode(place))
        return { record: place, isNew: true }
      }),
    closeWalletPlace: async (walletId, isClosed) =>
      db.write(() =>
        run("UPDATE wallet_place SET is_closed = ? WHERE wallet_id = ?", isClosed ? 1 : 0, walletId),
      ),
    walletPlace: async (walletId) =>
      db.cached(
        `wallet ${walletId}`,
        () => db.one<WalletPlace>(WALLET_PLACE, "wallet_place", { wallet_id: walletId }),
        { ...CREDENTIAL, ahead: () => next(CUSTOMER, CUSTOMER_OF_WALLET, walletId) },
      ),
    walletPlaces: async ({ partnerId, customerId }, page) =>
      db.page(
        {
          table: WALLET_PLACE,
          name: "wallet_place",
          where: { partner_id: partnerId, customer_id: customerId },
          order: ["created_at", "wallet_id"],
          positionOf: (row: WalletPlace) => ({ at: row.createdAt, id: row.walletId }),
        },
        page,
      ),

    insertIngestToken: async (token) =>
      db.write(() => run(INGEST_TOKEN.insert, ...INGEST_TOKEN.encode(token))),
    ingestToken: async (id) => db.read(db.one<IngestToken>(INGEST_TOKEN, "ingest_token", { id })),
    ingestTokenByHash: async (hash) =>
      db.cached(`ingest ${hash}`, () => db.one<IngestToken>(INGEST_TOKEN, "ingest_token", { hash }), {
        ...CREDENTIAL,
        ahead: () => next(PARTNER, PARTNER_OF_TOKEN, hash),
      }),
    ingestTokens: async ({ partnerId }, page) =>
      db.page(
        { ...BY_ID, table: INGEST_TOKEN, name: "ingest_token", where: { partner_id: partnerId } },
        page,
      ),
    revokeIngestToken: async (id, at) =>
      db.write(() =>
        run("UPDATE ingest_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", at, id),
      ),
  }
}

/** The one row, under the key that a read of it by its id has. */
function* next<T extends { readonly id: string }>(
  { name, decode }: Table<T>,
  sql: string,
  value: string,
): Sql<readonly ReadAhead[]> {
  const row = yield* get(sql, value)
  if (row === undefined) return []
  const record = decode(row)
  return [[`${name} ${record.id}`, record]]
}
