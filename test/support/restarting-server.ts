import { Caller } from "./client.ts"
import { startProcess, type ServerProcess } from "./process-host.ts"
import { OPERATOR_KEY } from "./secrets.ts"

/** A server that is killed now and then and comes back on the same folder; its callers ask until they are answered. */
export class RestartingServer {
  readonly #data: string
  readonly #environment: Readonly<Record<string, string>>
  #server: Promise<ServerProcess>
  /** Answers received since the last start. */
  answered = 0
  #onAnswer: () => void = () => undefined

  /** @param environment - variables beside those of every test */
  constructor(data: string, environment: Readonly<Record<string, string>> = {}) {
    this.#data = data
    this.#environment = environment
    this.#server = startProcess(data, environment)
  }

  /** A caller that never learns of the restarts: what was not answered is asked again, the same. */
  caller(key: string = OPERATOR_KEY): Caller {
    return new Caller((path, init) => this.#persist(path, init), key)
  }

  /** Resolves after this many answers more. */
  answers(count: number): Promise<void> {
    const goal = this.answered + count
    return new Promise((resolve) => {
      this.#onAnswer = () => {
        if (this.answered >= goal) resolve()
      }
    })
  }

  async killAndRestart(): Promise<void> {
    const server = await this.#server
    const ended = server.end("SIGKILL")
    this.#server = ended.then(() => startProcess(this.#data, this.#environment))
    await this.#server
  }

  async end(): Promise<number | null> {
    return (await this.#server).end("SIGTERM")
  }

  async #persist(path: string, init: RequestInit): Promise<Response> {
    for (;;) {
      const server = await this.#server
      try {
        const response = await fetch(server.url + path, init)
        // A 5xx or a broken body is no answer either.
        const body = await response.arrayBuffer()
        if (response.status >= 500) continue
        this.answered += 1
        this.#onAnswer()
        return new Response(body, { status: response.status, headers: response.headers })
      } catch (error) {
        const isDead =
          server.child.exitCode !== null || server.child.signalCode !== null || server.child.killed
        if (!isDead) throw error
      }
    }
  }
}
