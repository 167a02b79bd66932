import { svelte } from "@sveltejs/vite-plugin-svelte"
import { defineConfig } from "vite"

export default defineConfig({ plugins: [svelte()], server: { proxy: { "/token": "http://127.0.0.1:5173" } } })
