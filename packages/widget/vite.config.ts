import { defineConfig } from "vite"

export default defineConfig({
  base: "./",
  build: {
    // The compiler writes the npm package and the types into the same folder.
    emptyOutDir: false,
    target: "es2022",
    rollupOptions: {
      input: { widget: "src/loader.ts" },
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "[name].js", chunkFileNames: "c/[name]-[hash].js" },
    },
  },
})
