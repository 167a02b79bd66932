import { z } from "@hono/zod-openapi"
import { CAPS_MAX, CHANNELS, formatAmount } from "@tollgate/engine"
import { id, instantOut, notNegativeAmount, text, timezone } from "./common.ts"

const VERSION_CHARACTERS_MAX = 20
export const DISPLAY_NAME_CHARACTERS_MAX = 60

const mmLite = z
  .strictObject({
    tosAccepted: z.boolean(),
    autoRouting: z.boolean(),
    apiVersion: text(VERSION_CHARACTERS_MAX),
  })
  .openapi("MmLite")

/** Kept as decimal strings, written as `formatAmount` does. */
const capOverrides = z
  .record(id, notNegativeAmount)
  .refine((overrides) => Object.keys(overrides).length <= CAPS_MAX, `at most ${CAPS_MAX}`)
  .transform((overrides) =>
    Object.fromEntries(Object.entries(overrides).map(([capId, micros]) => [capId, formatAmount(micros)])),
  )
  .openapi({ type: "object", additionalProperties: { type: "string", format: "decimal" } })

/** What a customer calls a number: "Support", "Shop in Pune". */
export const displayName = text(DISPLAY_NAME_CHARACTERS_MAX).openapi({ example: "Support" })

/** The body of a PUT: what is left out goes back to its default. */
export const senderBody = z
  .strictObject({
    walletId: id,
    phoneNumber: z
      .string()
      .regex(/^\+?[0-9]{7,15}$/, "7 to 15 digits, with or without +")
      .openapi({ example: "+919876543210" }),
    wabaId: id.nullable().optional(),
    gupshupAppId: id.nullable().optional(),
    timezone: timezone.nullable().optional(),
    defaultChannel: z.enum(CHANNELS).default("cloud_api"),
    mmLite: mmLite.nullable().optional(),
    capOverrides: capOverrides.optional(),
    displayName: displayName.nullable().optional().openapi({ description: "Left out: as it was" }),
  })
  .openapi("SenderBody")

export const senderOut = z
  .object({
    id,
    partnerId: z.string(),
    walletId: z.string(),
    phoneNumber: z.string(),
    wabaId: z.string().nullable(),
    gupshupAppId: z.string().nullable(),
    timezone: z.string().nullable().openapi({ description: "null = the customer's" }),
    defaultChannel: z.enum(CHANNELS),
    mmLite: mmLite.nullable(),
    capOverrides: z.record(z.string(), z.string()),
    displayName: z.string().nullable(),
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .openapi("Sender")

export const senderWithAssignments = senderOut
  .extend({
    assignments: z.array(
      z.object({
        walletId: z.string(),
        from: instantOut.nullable().openapi({ description: "null = from the beginning" }),
        to: instantOut.nullable().openapi({ description: "null = still" }),
      }),
    ),
  })
  .openapi("SenderWithAssignments")
