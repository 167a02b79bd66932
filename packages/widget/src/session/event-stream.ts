/** One event of a `text/event-stream`. */
export interface StreamEvent {
  readonly name: string
  readonly data: string
  readonly id: string
}

/**
 * Events of a body as they come (HTML Standard, 9.2.6); comments give `beat`. Read with `fetch` rather than
 * `EventSource`, which can send no `Authorization`.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent | "beat"> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as never)
    .getReader() as ReadableStreamDefaultReader<string>
  let rest = ""
  let [name, data, id] = ["", "", ""]
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const lines = (rest + value).split(/\r\n|\r(?!$)|\n/)
      rest = lines.pop() ?? ""
      for (const line of lines) {
        if (line === "") {
          if (data !== "") yield { name: name || "message", data: data.slice(0, -1), id }
          ;[name, data] = ["", ""]
          continue
        }
        const [, field, text = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? []
        if (field === "") yield "beat"
        else if (field === "event") name = text
        else if (field === "data") data += `${text}\n`
        else if (field === "id") id = text
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
