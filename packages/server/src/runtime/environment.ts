import { z } from "zod"
import { MAIL_APIS } from "../mail/http-mail.ts"
import type { Config } from "../deps.ts"
import { EnvironmentError } from "./environment-error.ts"
import { paymentVariables, readPayments } from "./payment-environment.ts"
import { readMail } from "./read-mail.ts"
import { absent, optional, setting } from "./setting.ts"

const PORT_DEFAULT = 8787
const HOST_DEFAULT = "127.0.0.1"
const DATA_DEFAULT = "./data"
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"])

export type DemoMode = "off" | "on" | "public"

/** What a Node process is told by its environment. */
export interface Environment {
  readonly port: number
  readonly host: string
  /** Folder of the SQLite file. */
  readonly data: string
  /** Where Postgres is, instead of the file. */
  readonly databaseUrl?: string
  readonly demo: DemoMode
  readonly logLevel: string
  readonly config: Config
}

const variables = z.object({
  PORT: z
    .string()
    .regex(/^[0-9]{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535)
    .optional(),
  HOST: setting,
  TOLLGATE_DATA: setting,
  DATABASE_URL: z.union([absent, z.url({ protocol: /^postgres(ql)?$/ })]).optional(),
  TOLLGATE_OPERATOR_KEY: setting,
  TOLLGATE_TOKEN_SECRET: setting,
  TOLLGATE_DEMO: z.enum(["", "0", "1", "public"]).optional(),
  ...paymentVariables.shape,
  TOLLGATE_PUBLIC_URL: z.union([absent, z.url({ protocol: /^https?$/ })]).optional(),
  TOLLGATE_META_APP_SECRET: setting,
  TOLLGATE_META_VERIFY_TOKEN: setting,
  TOLLGATE_GUPSHUP_TOKEN: setting,
  SMTP_URL: z.union([absent, z.url({ protocol: /^smtps?$/ })]).optional(),
  TOLLGATE_MAIL_FROM: z.union([absent, z.email()]).optional(),
  TOLLGATE_MAIL_API: z.enum(["", ...MAIL_APIS]).optional(),
  TOLLGATE_MAIL_API_KEY: setting,
  TOLLGATE_MAIL_API_URL: z.union([absent, z.url({ protocol: /^https?$/ })]).optional(),
  TOLLGATE_OPERATOR_EMAIL: z.union([absent, z.email()]).optional(),
  TOLLGATE_WEBHOOKS_TO_LOOPBACK: z.enum(["", "0", "1"]).optional(),
  TOLLGATE_LOG_LEVEL: z.enum(["", "trace", "debug", "info", "warn", "error", "silent"]).optional(),
})

/** The environment, checked. Rules RUN-1 to RUN-3. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  version: string,
): Environment {
  const parsed = variables.safeParse(env)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`)
    throw new EnvironmentError(faults.join("\n"))
  }
  const told = parsed.data
  const demo = told.TOLLGATE_DEMO === "1" ? "on" : told.TOLLGATE_DEMO === "public" ? "public" : "off"
  const host = told.HOST ?? HOST_DEFAULT
  if (demo === "on" && told.DATABASE_URL !== undefined) {
    throw new EnvironmentError(
      "The demo keeps to a file of its own, and DATABASE_URL is set. Set TOLLGATE_DEMO=0 to run for real, " +
        "or TOLLGATE_DEMO=public to show the demo on that database.",
    )
  }
  if (demo === "on" && !LOOPBACK.has(host)) {
    throw new EnvironmentError(
      `The demo listens on this machine only, and HOST is ${host}. Set TOLLGATE_DEMO=0 to run for real, ` +
        "or TOLLGATE_DEMO=public to show the demo to others.",
    )
  }
  const payments = readPayments(told, { isDemo: demo !== "off", isPublic: demo === "public" })
  const mail = readMail(told)
  const config: Config = {
    version,
    isDemo: demo !== "off",
    ...(demo === "public" ? { isDemoPublic: true } : {}),
    ...(payments.length === 0 ? {} : { payments }),
    ...optional("operatorKey", told.TOLLGATE_OPERATOR_KEY),
    ...optional("tokenSecret", told.TOLLGATE_TOKEN_SECRET),
    ...optional("publicUrl", told.TOLLGATE_PUBLIC_URL?.replace(/\/+$/, "")),
    ...optional("metaAppSecret", told.TOLLGATE_META_APP_SECRET),
    ...optional("metaVerifyToken", told.TOLLGATE_META_VERIFY_TOKEN),
    ...optional("gupshupToken", told.TOLLGATE_GUPSHUP_TOKEN),
    ...(mail === undefined ? {} : { mail }),
    ...optional("operatorEmail", told.TOLLGATE_OPERATOR_EMAIL),
    ...(told.TOLLGATE_WEBHOOKS_TO_LOOPBACK === "1" ? { allowsLoopbackWebhooks: true } : {}),
  }
  return {
    port: told.PORT ?? PORT_DEFAULT,
    host,
    data: told.TOLLGATE_DATA ?? DATA_DEFAULT,
    ...optional("databaseUrl", told.DATABASE_URL),
    demo,
    logLevel: told.TOLLGATE_LOG_LEVEL || "info",
    config,
  }
}
