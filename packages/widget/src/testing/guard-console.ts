const errors: string[] = []
const report = console.error.bind(console)

console.error = (...words: unknown[]): void => {
  errors.push(words.map(String).join(" "))
  report(...words)
}

afterEach(() => {
  const [first] = errors.splice(0)
  if (first !== undefined) throw new Error(`the console was told of an error: ${first}`)
})

/** The errors that the console was told of in this test so far; taken, they do not fail it. */
export function takeConsoleErrors(): readonly string[] {
  return errors.splice(0)
}
