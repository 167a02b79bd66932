import { spawn, type ChildProcess } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Caller } from "./client.ts"
import { GUPSHUP_TOKEN, META_APP_SECRET, OPERATOR_KEY } from "./secrets.ts"

const BIN = fileURLToPath(new URL("../../packages/server/bin/tollgate.js", import.meta.url))
const START_MS_MAX = 30_000

/** A server in a process of its own, as people run it. */
export interface ServerProcess {
  readonly url: string
  readonly operator: Caller
  readonly child: ChildProcess
  /** Sends the signal and resolves with the exit code, null when the signal ended the process. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null>
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A new folder, removed with all that is in it by `remove`. */
export function dataFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "tollgate-test-"))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export function serverEnvironment(data: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    PORT: "0",
    TOLLGATE_DATA: data,
    TOLLGATE_DEMO: "0",
    TOLLGATE_OPERATOR_KEY: OPERATOR_KEY,
    TOLLGATE_META_APP_SECRET: META_APP_SECRET,
    TOLLGATE_GUPSHUP_TOKEN: GUPSHUP_TOKEN,
    TOLLGATE_LOG_LEVEL: "silent",
  }
}

/** `tollgate serve` on this folder: resolves when it has said where it listens. */
export async function startProcess(
  data: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [BIN, "serve"], {
    env: { ...serverEnvironment(data), ...more },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)))
  const url = await listening(child)
  const transport = (path: string, init: RequestInit): Promise<Response> => fetch(url + path, init)
  return {
    url,
    operator: new Caller(transport, OPERATOR_KEY),
    child,
    end(signal) {
      child.kill(signal)
      return ended
    },
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ""
    const timer = setTimeout(() => {
      child.kill("SIGKILL")
      reject(new Error(`the server did not start: ${said}`))
    }, START_MS_MAX)
    const hear = (chunk: Buffer): void => {
      said += chunk.toString()
      const url = /runs at (http:\/\/\S+)/.exec(said)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    }
    child.stdout?.on("data", hear)
    child.stderr?.on("data", hear)
    child.once("exit", (code) => {
      clearTimeout(timer)
      reject(new Error(`the server ended with ${code}: ${said}`))
    })
  })
}

/** Runs a command of `tollgate` on this folder to its end. */
export function runTollgate(
  data: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      env: { ...serverEnvironment(data), ...more },
      stdio: ["ignore", "pipe", "pipe"],
    })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
    child.once("close", (code) => resolve({ code, stdout, stderr }))
  })
}
