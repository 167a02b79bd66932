import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: [
      { test: { name: "engine", root: "packages/engine", include: ["src/**/*.test.ts"] } },
      {
        test: {
          name: "server",
          root: "packages/server",
          include: ["src/**/*.test.ts", "runtime-tests/**/*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "scenarios",
          root: "test",
          include: ["**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
    maxWorkers: 2,
  },
})
