/** What the person at the terminal did wrong, in a sentence. */
export class CommandError extends Error {
  override readonly name = "CommandError"
}
