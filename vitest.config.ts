import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin"
import { defineConfig } from "vitest/config"
import { answerInNode } from "./packages/server/runtime-tests/answer-in-node.ts"

const MIGRATIONS = new URL("packages/server/migrations", import.meta.url).pathname

export default defineConfig({
  test: {
    projects: [
      { test: { name: "engine", root: "packages/engine", include: ["src/**/*.test.ts"] } },
      {
        test: {
          name: "server",
          root: "packages/server",
          include: ["src/**/*.test.ts", "runtime-tests/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            main: "./workerd-tests/test-worker.ts",
            miniflare: {
              compatibilityDate: "2026-10-01",
              compatibilityFlags: ["nodejs_compat"],
              durableObjects: {
                STORAGE: { className: "StorageObject", useSQLite: true },
                COUPON: { className: "CouponObject", useSQLite: true },
                ISSUER: { className: "IssuerObject", useSQLite: true },
                DELIVERY: { className: "DeliveryObject", useSQLite: true },
                INTAKE: { className: "IntakeObject", useSQLite: true },
                WALLET: { className: "WalletObject", useSQLite: true },
              },
              // What the tests in workerd ask Node for.
              serviceBindings: { NODE: answerInNode },
              d1Databases: ["CATALOG"],
              bindings: {
                D1_MIGRATIONS: await readD1Migrations(MIGRATIONS),
                TOLLGATE_OPERATOR_KEY: "tg_op_0123456789abcdefghijklmnopqrstuvwxyz",
                TOLLGATE_PAYMENTS: "sandbox",
              },
              r2Buckets: ["ARCHIVE"],
            },
          }),
        ],
        test: {
          name: "workerd",
          root: "packages/server",
          include: ["workerd-tests/**/*.test.ts"],
          // The Worker logs to the console, as it does on the platform.
          silent: "passed-only",
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "scenarios",
          root: "test",
          include: ["scenarios/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "scenarios on workerd",
          root: "test",
          include: [
            "scenarios/{bad-callers,bad-credentials,bad-webhooks,concurrency,moving-servers,razorpay,routing,stripe,time}.test.ts",
            "scenarios/show-*.test.ts",
          ],
          env: { TOLLGATE_TEST_RUNTIME: "workerd" },
          globalSetup: "support/build-worker.ts",
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "scenarios on two processes and Postgres",
          root: "test",
          include: ["scenarios/{concurrency,recharge-races}.test.ts"],
          env: { TOLLGATE_TEST_RUNTIME: "postgres" },
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "embed",
          root: "test",
          include: ["embed/**/*.test.ts"],
          globalSetup: "embed/support/build-elements.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    maxWorkers: 2,
  },
})
