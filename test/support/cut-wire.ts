import { connect, createServer, type AddressInfo, type Socket } from "node:net"

/** A wire to a server that can be cut between a request and its answer. */
export interface CutWire {
  readonly url: string
  /** The next request gets there, and its answer nowhere. */
  cutAnswer(): void
  close(): void
}

export async function cutWire(to: string): Promise<CutWire> {
  const { port } = new URL(to)
  let isToBeCut = false
  const server = createServer((client: Socket) => {
    const upstream = connect(Number(port), "127.0.0.1")
    const end = (): void => {
      client.destroy()
      upstream.destroy()
    }
    client.on("data", (chunk) => upstream.write(chunk))
    upstream.on("data", (chunk) => {
      if (!isToBeCut) return void client.write(chunk)
      isToBeCut = false
      end()
    })
    for (const socket of [client, upstream]) {
      socket.on("error", end)
      socket.on("close", end)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAnswer: () => (isToBeCut = true),
    close: () => server.close(),
  }
}
