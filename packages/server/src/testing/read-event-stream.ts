/** One block of an event stream: an event, or a comment or field by itself. */
export interface StreamBlock {
  readonly event?: string
  readonly id?: string
  readonly retry?: string
  readonly comment?: string
  /** Parsed JSON. */
  readonly data?: any
}

/** Reads a response of server-sent events block by block, strictly as we write them. */
export interface EventReader {
  /** The next block; `undefined` at the end. */
  next(): Promise<StreamBlock | undefined>
  /** The next event of this name, passing over other blocks. */
  nextOf(event: string): Promise<StreamBlock>
  /** All blocks up to the end. */
  rest(): Promise<readonly StreamBlock[]>
  cancel(): Promise<void>
}

export function readEventStream(response: Response): EventReader {
  if (response.body === null) throw new Error("the answer has no body")
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ""
  const next = async (): Promise<StreamBlock | undefined> => {
    for (;;) {
      const end = text.indexOf("\n\n")
      if (end >= 0) {
        const block = parseBlock(text.slice(0, end))
        text = text.slice(end + 2)
        return block
      }
      const { done, value } = await reader.read()
      if (done) return undefined
      text += value
    }
  }
  return {
    next,
    async nextOf(event) {
      for (;;) {
        const block = await next()
        if (block === undefined) throw new Error(`the stream ended without ${event}`)
        if (block.event === event) return block
      }
    },
    async rest() {
      const blocks: StreamBlock[] = []
      for (let block = await next(); block !== undefined; block = await next()) blocks.push(block)
      return blocks
    },
    cancel: () => reader.cancel(),
  }
}

function parseBlock(text: string): StreamBlock {
  const fields = text.split("\n").map((line) => {
    const [, name = "", value = ""] = /^([a-z]*): (.*)$/.exec(line) ?? []
    if (name === "" && !line.startsWith(": ")) throw new Error(`not a line of a stream: ${line}`)
    return name === "data" ? [name, JSON.parse(value) as unknown] : [name || "comment", value]
  })
  return Object.fromEntries(fields) as StreamBlock
}
