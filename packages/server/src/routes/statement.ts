import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import {
  csvField,
  csvRow,
  formatAmount,
  STATEMENT_BY,
  StatementTotals,
  type Micros,
  type StatementRow,
} from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import type { AppEnv } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { sendCsv } from "../reading/csv-answer.ts"
import { readCustomerWallet } from "../reading/customer-wallet.ts"
import { formatLocal } from "../reading/local-time.ts"
import { periodQuery, resolvePeriod } from "../reading/period.ts"
import { openStatement, type OpenStatement, type StatementAsked } from "../reading/read-statement.ts"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"
import { idParam } from "../schemas/route-parts.ts"

/** Most rows that a statement has as JSON; as CSV it has no limit but the period's. */
export const STATEMENT_ROWS_MAX = 10_000

const StatementQuery = z.strictObject({
  ...periodQuery,
  by: z.enum(STATEMENT_BY).default("entry"),
  format: z.enum(["json", "csv", "pdf"]).default("json"),
})

const StatementOut = z
  .object({
    timezone: z.string(),
    currency: z.string(),
    from: instantOut,
    to: instantOut,
    opening: amountOut,
    closing: amountOut,
    overdraft: z
      .object({
        limit: amountOut.openapi({ description: "As it is set now" }),
        used: amountOut.openapi({ description: "How far the closing balance is below zero" }),
        left: amountOut,
      })
      .openapi({ description: "How the closing balance stands to the overdraft" }),
    rows: z.array(
      z
        .object({
          at: instantOut.openapi({
            description: "When it was posted; by day or month its first instant, in total `from`",
          }),
          type: z.enum(["debit", "credit"]),
          group: z.string(),
          label: z.string(),
          quantity: z.int(),
          unitPrice: amountOut.nullable().openapi({ description: "Null unless the amount divides exactly" }),
          amount: amountOut.openapi({ description: "Signed: debits are below zero" }),
          balance: amountOut,
          reference: z.string(),
        })
        .openapi("StatementRow"),
    ),
    groups: z
      .array(
        z
          .object({
            group: z.string(),
            debits: amountOut,
            credits: amountOut,
            amount: amountOut,
            labels: z.array(
              z.object({
                label: z.string(),
                quantity: z.int(),
                unitPrice: amountOut.nullable(),
                amount: amountOut,
              }),
            ),
          })
          .openapi("StatementGroup"),
      )
      .openapi({ description: "What the rows come to, by group and label; together closing - opening" }),
  })
  .openapi("Statement")

const getStatement = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/statement",
  tags: ["Reading"],
  summary: "The running-balance statement",
  description:
    "In posting order, by posting time: opening plus all rows is closing, exactly. This month unless a period is given.",
  ...guard({ who: READERS, scope: "statement:read" }),
  "x-refusals": ["unprocessable"],
  request: { params: idParam, query: StatementQuery },
  responses: {
    200: {
      description: "Opening and closing balance, and what moved it",
      content: { "application/json": { schema: StatementOut }, "text/csv": { schema: z.string() } },
    },
  },
})

export function statementRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(getStatement, async (c) => {
    const { wallets, clock } = c.get("deps")
    const { wallet, zone } = await readCustomerWallet(c, c.req.valid("param").id, "statement:read")
    const query = c.req.valid("query")
    if (query.format === "pdf") {
      throw new ProblemError("unprocessable", {
        detail: "Statements as PDF are not offered yet. Ask for format=csv or json.",
      })
    }
    const period = resolvePeriod(query, zone, clock())
    const asked: StatementAsked = { walletId: wallet.id, period, by: query.by, zone }
    const statement = await openStatement(wallets, asked)
    if (query.format === "csv") {
      const lines = csvLines(statement, asked, wallet.currency)
      // Typed as no answer: a stream has no schema to be checked against.
      return await sendCsv(c, { what: "statement", walletId: wallet.id, period }, lines)
    }
    const rows = await collectRows(statement)
    return c.json(
      {
        timezone: zone.id,
        currency: wallet.currency,
        from: formatInstant(period.from),
        to: formatInstant(period.to),
        opening: formatAmount(statement.opening),
        closing: formatAmount(statement.closing()),
        overdraft: formatOverdraft(wallet.overdraftLimit, statement.closing()),
        rows: rows.map(formatRow),
        groups: formatGroups(rows),
      },
      200,
    )
  })
  return routes
}

async function collectRows({ rows }: OpenStatement): Promise<readonly StatementRow[]> {
  const collected: StatementRow[] = []
  for await (const row of rows) {
    collected.push(row)
    if (collected.length > STATEMENT_ROWS_MAX) {
      throw new ProblemError("unprocessable", {
        detail: `This statement has more than ${STATEMENT_ROWS_MAX} rows: ask for by=day or month, a shorter period, or format=csv.`,
        facts: { rowsMax: STATEMENT_ROWS_MAX },
      })
    }
  }
  return collected
}

function formatGroups(rows: readonly StatementRow[]) {
  const totals = new StatementTotals()
  for (const row of rows) totals.add(row)
  return totals.groups.map(({ group, debits, credits, amount, labels }) => ({
    group,
    debits: formatAmount(debits),
    credits: formatAmount(credits),
    amount: formatAmount(amount),
    labels: labels.map((one) => ({
      label: one.label,
      quantity: one.quantity,
      unitPrice: one.unitPrice === null ? null : formatAmount(one.unitPrice),
      amount: formatAmount(one.amount),
    })),
  }))
}

function formatOverdraft(limit: Micros, balance: Micros) {
  const used = overdraftUsed(balance)
  return {
    limit: formatAmount(limit),
    used: formatAmount(used),
    left: formatAmount(used < limit ? limit - used : 0n),
  }
}

function overdraftUsed(balance: Micros): Micros {
  return balance < 0n ? -balance : 0n
}

function formatRow({
  at,
  type,
  group,
  label,
  quantity,
  unitPrice,
  amount,
  balance,
  reference,
}: StatementRow) {
  return {
    at: formatInstant(at),
    type,
    group,
    label,
    quantity,
    unitPrice: unitPrice === null ? null : formatAmount(unitPrice),
    amount: formatAmount(amount),
    balance: formatAmount(balance),
    reference,
  }
}

const COLUMNS = [
  "date",
  "time",
  "type",
  "group",
  "label",
  "quantity",
  "unitPrice",
  "currency",
  "amount",
  "balance",
  "reference",
  "overdraftUsed",
]

async function* csvLines(
  { rows }: OpenStatement,
  { by, zone }: StatementAsked,
  currency: string,
): AsyncIterable<string> {
  yield csvRow(COLUMNS)
  for await (const row of rows) {
    const { date, time } = formatLocal(zone, row.at)
    yield csvRow([
      date,
      by === "entry" ? time : "",
      row.type,
      csvField(row.group),
      csvField(row.label),
      String(row.quantity),
      row.unitPrice === null ? "" : formatAmount(row.unitPrice),
      currency,
      formatAmount(row.amount),
      formatAmount(row.balance),
      csvField(row.reference),
      formatAmount(overdraftUsed(row.balance)),
    ])
  }
}
