import { defineConfig } from "vite"

// Angular's own build takes 250 MB of packages. The component is the same: here its template is compiled in the browser.
export default defineConfig({
  build: { target: "es2022", chunkSizeWarningLimit: 2_000 },
  server: { proxy: { "/token": "http://127.0.0.1:5173" } },
})
