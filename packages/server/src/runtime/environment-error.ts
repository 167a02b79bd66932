/** A variable is wrong; the message is for the person at the terminal. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError"
}
