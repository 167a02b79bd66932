import type { Bundle } from "../locales.ts"

export const bundle: Bundle = {}
