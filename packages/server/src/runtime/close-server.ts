import type { Server } from "node:http"

/** Requests under way get this long to finish when the process is told to stop. */
const SHUTDOWN_MS_MAX = 10_000

/**
 * Gives what stops a server: it takes no more connections, answers what it took, and closes each connection with the
 * next answer. Without that, clients that keep their connection would be served until it is cut. Rule RUN-7.
 */
export function closerOf(server: Server): () => Promise<void> {
  let isClosing = false
  server.prependListener("request", (_request, response) => {
    if (isClosing) response.setHeader("Connection", "close")
    // An answer that began before goes out without the header: its connection is closed once it is idle.
    response.once("close", () => {
      if (isClosing) setImmediate(() => server.closeIdleConnections())
    })
  })
  return async () => {
    isClosing = true
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeIdleConnections()
    const forced = setTimeout(() => server.closeAllConnections(), SHUTDOWN_MS_MAX)
    await closed
    clearTimeout(forced)
  }
}
