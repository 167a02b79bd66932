import { z } from "zod"

/** A variable that is set to nothing is not set. */
export const absent = z.literal("").transform(() => undefined)
export const setting = z.union([absent, z.string()]).optional()

/** A property that is there when its value is. */
export function optional<K extends string>(
  key: K,
  value: string | undefined,
): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: string })
}
