import vue from "@vitejs/plugin-vue"
import { defineConfig } from "vite"

/** A tag with a dash is an element of the page, not a component of Vue's. */
const compilerOptions = { isCustomElement: (tag: string): boolean => tag.includes("-") }

export default defineConfig({
  plugins: [vue({ template: { compilerOptions } })],
  server: { proxy: { "/token": "http://127.0.0.1:5173" } },
})
