import { defineConfig } from "vite"

export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    rollupOptions: {
      input: { widget: "src/loader.ts" },
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "[name].js", chunkFileNames: "c/[name]-[hash].js" },
    },
  },
})
