import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs"
import type { Readable, Writable } from "node:stream"
import { once } from "node:events"
import { createGunzip, createGzip } from "node:zlib"
import type { FileLine } from "../storage/moving/read-export.ts"
import { CommandError } from "./command-error.ts"

/** The file holds personal data, keys' hashes and perhaps secrets: only its owner reads it. */
const FILE_MODE = 0o600
/** Lines that are written at once. */
const CHUNK_CHARACTERS = 65_536
/** More than any row that a store writes. */
const LINE_BYTES_MAX = 64 * 1024 * 1024
const LINE_FEED = 10

/** Standard output or input. */
export const STANDARD = "-"

/** Whether the name says that the file is compressed. */
function isPacked(file: string): boolean {
  return file.endsWith(".gz")
}

/** Writes lines to a new file, which has its name only when it is whole and on the disk. Rule MOVE-2. */
export async function writeLines(file: string, lines: AsyncIterable<string>): Promise<void> {
  if (existsSync(file)) throw new CommandError(`${file} exists; name a new file.`)
  const part = `${file}.part`
  const handle = openPart(part)
  try {
    const write = (bytes: Uint8Array): void => {
      for (let offset = 0; offset < bytes.length;) offset += writeSync(handle, bytes, offset)
    }
    if (isPacked(file)) await writePacked(lines, write)
    else for await (const chunk of chunksOf(lines)) write(Buffer.from(chunk))
    fsyncSync(handle)
  } catch (error) {
    closeSync(handle)
    rmSync(part, { force: true })
    throw error
  }
  closeSync(handle)
  renameSync(part, file)
}

function openPart(part: string): number {
  rmSync(part, { force: true })
  try {
    return openSync(part, "wx", FILE_MODE)
  } catch (error) {
    throw new CommandError(`${part} cannot be written: ${(error as Error).message}`)
  }
}

async function writePacked(lines: AsyncIterable<string>, write: (bytes: Uint8Array) => void): Promise<void> {
  const gzip = createGzip()
  const packed = (async () => {
    for await (const bytes of gzip) write(bytes as Uint8Array)
  })()
  try {
    await pour(lines, gzip)
  } catch (error) {
    gzip.destroy()
    await packed.catch(() => undefined)
    throw error
  }
  await packed
}

/** Writes lines to a stream as it takes them. */
export async function writeToStream(stream: Writable, lines: AsyncIterable<string>): Promise<void> {
  for await (const chunk of chunksOf(lines)) if (!stream.write(chunk)) await once(stream, "drain")
}

async function pour(lines: AsyncIterable<string>, stream: Writable): Promise<void> {
  await writeToStream(stream, lines)
  stream.end()
}

async function* chunksOf(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = ""
  for await (const line of lines) {
    chunk += `${line}\n`
    if (chunk.length < CHUNK_CHARACTERS) continue
    yield chunk
    chunk = ""
  }
  if (chunk !== "") yield chunk
}

/** The lines of a file, or of standard input for `-`; a compressed file is recognised by its name. */
export async function* readLines(file: string): AsyncGenerator<FileLine> {
  const raw: Readable = file === STANDARD ? process.stdin : createReadStream(file)
  const bytes = isPacked(file) ? raw.pipe(createGunzip()) : raw
  // A pipe does not hand errors on.
  if (bytes !== raw) raw.once("error", (error) => bytes.destroy(error))
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let line = 0
  let rest: Buffer[] = []
  let restBytes = 0
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      let from = 0
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
        const text = decoder.decode(Buffer.concat([...rest, chunk.subarray(from, at)]))
        line += 1
        yield { text, isEnded: true }
        rest = []
        restBytes = 0
        from = at + 1
      }
      rest.push(chunk.subarray(from))
      restBytes += chunk.length - from
      if (restBytes > LINE_BYTES_MAX)
        throw new CommandError(`${file}: line ${line + 1} is too long for an export.`)
    }
  } catch (error) {
    const { code, message, name } = error as Error & { code?: string }
    if (name === "CommandError") throw error
    if (code === "ENOENT") throw new CommandError(`There is no file ${file}.`)
    // The end of what was unpacked: a compressed file that was cut is cut there.
    if (code === "Z_BUF_ERROR") return yield { text: "", isEnded: false }
    throw new CommandError(`${file}: line ${line + 1} cannot be read: ${message}`)
  }
  if (restBytes > 0) yield { text: "", isEnded: false }
}
