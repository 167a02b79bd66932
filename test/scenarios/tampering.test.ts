import { copyFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { DATABASE_FILE, openStore } from "@tollgate/server/runtime/open-store.ts"
import { verifyWallet } from "@tollgate/server/verify/verify-wallet.ts"
import { afterAll, beforeAll, expect, it } from "vitest"
import { postEvents } from "../support/events.ts"
import { nodeHost } from "../support/node-host.ts"
import { dataFolder, runTollgate } from "../support/process-host.ts"
import { makeTenant } from "../support/tenant.ts"

const folder = dataFolder()
const original = join(folder.path, "original.sqlite")
let proof: { readonly walletId: string; readonly sequence: number; readonly head: string }

/** One wallet with a grant of each kind of entry: credit, charges, a hold, an allotment, a correction, a refund. */
beforeAll(async () => {
  const host = await nodeHost()
  const tenant = await makeTenant(host.operator, "books", { credit: "10" })
  const { operator, partner, wallet, senderId } = tenant
  const at = Date.now() - 60_000
  await postEvents(tenant, [
    { messageId: "m1", at, category: "marketing" },
    { messageId: "m2", at, category: "utility" },
    { messageId: "m3", at, category: "service" },
  ])
  await operator.must(operator.post(`${wallet}/adjustments`, { amount: "0.5", reason: "goodwill" }))
  await partner.must(partner.put(`${wallet}/allotments`, [{ senderId, amount: "2", mayUseShared: true }]))
  const messages = [{ to: "919410031234", category: "marketing", count: 3 }]
  await partner.must(partner.post("/v1/authorizations", { senderId, messages }))
  const spent = { ...messages[0], category: "utility", count: 1 }
  const closed = await partner.must(partner.post("/v1/authorizations", { senderId, messages: [spent] }))
  await partner.must(partner.post(`/v1/authorizations/${closed.id}/release`))
  await postEvents(tenant, [{ messageId: "m4", at, category: "marketing", kind: "read" }])
  const spentTopUp = await operator.must(
    operator.post(`${wallet}/top-ups`, { amount: "1", method: "manual" }),
  )
  await operator.must(operator.post(`/v1/top-ups/${spentTopUp.id}/refund`, { reason: "asked" }))
  const recharge = { enabled: false, threshold: "5", amount: "50" }
  await partner.must(partner.put(`${wallet}/auto-recharge`, recharge))
  proof = await operator.must(operator.get(`${wallet}/proof`))
  host.server.store.driver?.backupTo(original)
  await host.stop()
})
afterAll(() => folder.remove())

/** A copy of the store in a folder of its own, changed by SQL as somebody with the file could. */
function tampered(sql: string): { readonly path: string; remove(): void } {
  const copy = dataFolder()
  copyFileSync(original, join(copy.path, DATABASE_FILE))
  const database = new DatabaseSync(join(copy.path, DATABASE_FILE))
  database.exec(sql)
  database.close()
  return copy
}

async function findingsOf(
  path: string,
): Promise<readonly { readonly sequence?: number; readonly what: string }[]> {
  const { wallets } = await openStore(path, "any", () => Date.now())
  const { findings } = await verifyWallet(wallets, proof.walletId, [], Date.now())
  await wallets.close()
  return findings
}

it("[LED-7] the untouched store is sound", async () => {
  const copy = tampered("SELECT 1")
  expect(await findingsOf(copy.path)).toEqual([])
  const verified = await runTollgate(copy.path, ["verify"])
  expect([verified.code, verified.stderr]).toEqual([0, ""])
  expect(verified.stdout).toMatch(/^1 wallets, \d+ entries, \d+ charges: all sound\n$/)
  copy.remove()
})

const SETTLED = "(SELECT min(sequence) FROM journal_entry WHERE charge_count > 0)"

it.each([
  "UPDATE charge SET whatsapp_fee = whatsapp_fee + 1 WHERE number = 2",
  "UPDATE charge SET whatsapp_fee = whatsapp_fee - 1, other_fees = other_fees + 1 WHERE number = 2",
  `UPDATE charge SET fees = replace(fees, '11800', '11801') WHERE number = 2`,
  `UPDATE charge SET fees = replace(fees, 'WhatsApp fee', 'Whatsapp fee') WHERE number = 2`,
  "UPDATE charge SET message_id = 'm9' WHERE number = 2",
  "UPDATE charge SET recipient_ref = upper(recipient_ref) WHERE number = 2",
  "UPDATE charge SET recipient = '919410031235' WHERE number = 2",
  "UPDATE charge SET sender_id = 'other' WHERE number = 2",
  "UPDATE charge SET trigger = 'failed' WHERE number = 2",
  "UPDATE charge SET instant = instant + 1 WHERE number = 2",
  "UPDATE charge SET posted_at = posted_at + 1 WHERE number = 2",
  "UPDATE charge SET category = 'utility' WHERE number = 2",
  "UPDATE charge SET type = 'regular' WHERE number = 2",
  "UPDATE charge SET channel = 'mm_lite' WHERE number = 2",
  "UPDATE charge SET media_type = 'image' WHERE number = 2",
  "UPDATE charge SET market = 'Brazil' WHERE number = 2",
  "UPDATE charge SET rate_card = rate_card || 'x' WHERE number = 2",
  "UPDATE charge SET plan_version = plan_version || 'x' WHERE number = 2",
  "UPDATE charge SET reason = 'tier' WHERE number = 2",
  "UPDATE charge SET is_correction = 1 WHERE number = 2",
  "UPDATE charge SET counted = '[]' WHERE counted <> '[]'",
  "UPDATE charge SET direction = 'inbound' WHERE number = 2",
  "UPDATE charge SET tier_from = 1 WHERE number = 2",
  "DELETE FROM charge WHERE number = 2",
  "UPDATE charge SET number = CASE number WHEN 1 THEN -2 ELSE -1 END WHERE number <= 2; UPDATE charge SET number = -number WHERE number < 0",
  `UPDATE journal_entry SET at = at + 1 WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET command_id = command_id || 'x' WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET kind = 'adjusted' WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET postings = replace(postings, '1', '2') WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET facts = replace(facts, 'WhatsApp', 'WhatsAPP') WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET facts = facts || ' ' WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET charges_digest = upper(charges_digest) WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET previous_hash = upper(previous_hash) WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET hash = upper(hash) WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET balance_after = balance_after + 1 WHERE sequence = ${SETTLED}`,
  `DELETE FROM journal_entry WHERE sequence = ${SETTLED}`,
  "DELETE FROM journal_entry WHERE sequence = (SELECT max(sequence) FROM journal_entry)",
  "UPDATE grant_lot SET remaining = remaining + 1",
  "UPDATE grant_lot SET amount = amount + 1",
  "UPDATE grant_lot SET kind = 'promotional' WHERE kind = 'paid'",
  "UPDATE grant_lot SET priority = priority + 1",
  "UPDATE grant_lot SET expires_at = 4102444800000",
  "UPDATE grant_lot SET source = source || 'x'",
  "DELETE FROM grant_lot",
  "INSERT INTO grant_lot SELECT wallet_id, 'free', kind, amount, remaining, priority, expires_at, created_at, sequence, source FROM grant_lot LIMIT 1",
  "UPDATE hold SET state = 'released' WHERE state = 'open'",
  "UPDATE held_messages SET units = units + 1",
  "DELETE FROM held_messages",
  "UPDATE hold SET state = 'open' WHERE state <> 'open'",
  "UPDATE hold SET sender_id = 'other' WHERE state = 'open'",
  "UPDATE hold SET created_at = created_at - 1 WHERE state = 'open'",
  "UPDATE hold SET fingerprint = upper(fingerprint) WHERE state = 'open'",
  "UPDATE grant_lot SET created_at = created_at - 1 WHERE remaining > 0",
  "UPDATE grant_lot SET sequence = sequence + 1 WHERE remaining > 0",
  `UPDATE journal_entry SET last_charge = last_charge + 1 WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET last_charge = 1 WHERE sequence = (SELECT max(sequence) FROM journal_entry)`,
  `UPDATE journal_entry SET charge_count = charge_count - 1 WHERE sequence = ${SETTLED}`,
  "UPDATE journal_entry SET charge_count = 1 WHERE charge_count = 0",
  `UPDATE journal_entry SET first_instant = first_instant - 1 WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET last_instant = last_instant + 1 WHERE sequence = ${SETTLED}`,
  `UPDATE journal_entry SET first_instant = NULL, last_instant = NULL WHERE sequence = ${SETTLED}`,
  ...[
    "sender_id = sender_id || 'x'",
    "state = 'expired'",
    "lines = replace(lines, 'utility', 'service')",
    "held_own = held_own + 1",
    "held_shared = held_shared + 1",
    "created_at = created_at + 1",
    "expires_at = expires_at + 1",
    "fingerprint = upper(fingerprint)",
    "id = id || 'x'",
  ].map((change) => `UPDATE hold SET ${change} WHERE state = 'released'`),
  "DELETE FROM hold WHERE state = 'released'",
  "INSERT INTO hold SELECT wallet_id, 'forged', sender_id, state, lines, held_own, held_shared, created_at, expires_at, fingerprint FROM hold WHERE state = 'released'",
  ...[
    "kind = 'promotional'",
    "amount = amount + 1",
    "priority = priority + 1",
    "expires_at = 4102444800000",
    "created_at = created_at - 1",
    "sequence = sequence + 1",
    "source = source || 'x'",
    "id = id || 'x'",
  ].map((change) => `UPDATE grant_lot SET ${change} WHERE remaining = 0`),
  "DELETE FROM grant_lot WHERE remaining = 0",
  "UPDATE message SET amount = amount + 1 WHERE message_id = 'm1'",
  "UPDATE message SET charges = '' WHERE message_id = 'm1'",
  "UPDATE message SET flags = 0 WHERE message_id = 'm1'",
  "UPDATE hold SET held_shared = held_shared + 1",
  "UPDATE hold SET held_own = held_own - 1",
  "UPDATE hold SET expires_at = expires_at + 1",
  `UPDATE hold SET lines = replace(lines, 'marketing', 'utility')`,
  "DELETE FROM hold",
  "UPDATE account SET balance = balance + 1 WHERE key = (SELECT min(key) FROM account)",
  "UPDATE account SET balance = balance + 1 WHERE key = (SELECT max(key) FROM account)",
  "UPDATE wallet SET balance = balance + 1",
  "UPDATE wallet SET held = held - 1",
  "UPDATE wallet SET overdraft_limit = 1000000",
  "UPDATE wallet SET status = 'suspended'",
  "UPDATE wallet SET plan_id = 'meta'",
  "UPDATE wallet SET head = upper(head)",
  "UPDATE wallet SET sequence = sequence + 1",
  "UPDATE counter SET used = used + 1",
  "UPDATE counter SET reserved = reserved + 1",
  "DELETE FROM counter",
  "UPDATE allotment SET amount = amount + 1",
  "DELETE FROM allotment",
  "UPDATE wallet SET recharge = NULL",
  "UPDATE wallet SET recharge = replace(recharge, 'false', 'true')",
  "UPDATE wallet SET recharge = replace(recharge, '50000000', '5000000000')",
  "UPDATE top_up SET amount = amount + 1",
  "UPDATE top_up SET status = 'succeeded' WHERE status = 'refunded'",
  "UPDATE top_up SET refunded = refunded + 1",
  "UPDATE top_up SET sequence = sequence + 1",
  "DELETE FROM top_up WHERE status = 'refunded'",
  "INSERT INTO top_up (wallet_id, id, method, status, amount, bonus, fee, tax, refunded, reference, grant_id, created_at, updated_at) SELECT wallet_id, 'forged', method, status, amount, bonus, fee, tax, refunded, reference, grant_id, created_at, updated_at FROM top_up LIMIT 1",
  "UPDATE usage_rollup SET delivered = delivered + 1 WHERE cuboid = 'kind'",
  "UPDATE usage_rollup SET whatsapp_fees = whatsapp_fees + 1 WHERE grain = 'month'",
  "DELETE FROM usage_rollup WHERE cuboid = 'sender'",
])("[INV-6] verify finds: %s", async (sql) => {
  const copy = tampered(sql)
  expect((await findingsOf(copy.path)).length).toBeGreaterThan(0)
  copy.remove()
})

it("[INV-6] the command names the entry that was changed, and ends with 1", async () => {
  const copy = tampered("UPDATE charge SET whatsapp_fee = whatsapp_fee + 1 WHERE number = 2")
  const database = new DatabaseSync(join(copy.path, DATABASE_FILE))
  const row = database.prepare("SELECT sequence FROM charge WHERE number = 2").get()
  database.close()
  const verified = await runTollgate(copy.path, ["verify", "--wallet", proof.walletId])
  expect(verified.code).toBe(1)
  expect(verified.stdout).toContain(`entry ${String(row?.["sequence"])}:`)
  expect(verified.stdout).toContain("1 NOT sound")
  copy.remove()
})

it.each([
  ["entry 3: cannot be read", "UPDATE journal_entry SET postings = '[' WHERE sequence = 3"],
  ["entry 3: cannot be read", "UPDATE charge SET fees = substr(fees, 2) WHERE number = 2"],
  ["books: cannot be read", "UPDATE hold SET lines = '' WHERE state = 'open'"],
  ["books: cannot be read", "UPDATE hold SET lines = lines || ' ' WHERE state = 'released'"],
  ["entry 3: cannot be read", "UPDATE journal_entry SET postings = postings || ' ' WHERE sequence = 3"],
  ["entry 3: cannot be read", "UPDATE charge SET fees = fees || ' ' WHERE number = 2"],
  ["entry 3: cannot be read", "UPDATE charge SET is_group = 2 WHERE number = 2"],
])("[INV-6] the command says %s where a byte breaks or changes the form of a row", async (said, sql) => {
  const copy = tampered(sql)
  const verified = await runTollgate(copy.path, ["verify"])
  expect([verified.code, verified.stdout]).toEqual([1, expect.stringContaining(said)])
  copy.remove()
})

it("[INV-6] a tail that was cut without a trace is seen against a published head", async () => {
  const cut = `
    DELETE FROM journal_entry WHERE sequence > 3;
    DELETE FROM charge WHERE sequence > 3;
    UPDATE wallet SET sequence = 3, head = (SELECT hash FROM journal_entry WHERE sequence = 3)`
  const copy = tampered(cut)
  const heads = join(copy.path, "heads.json")
  writeFileSync(heads, JSON.stringify([proof]))
  const verified = await runTollgate(copy.path, ["verify", "--heads", heads])
  expect(verified.code).toBe(1)
  expect(verified.stdout).toContain(proof.head)
  copy.remove()
})
