/** Something measured, under the name that the README's table gives it. */
export interface Size {
  readonly what: string
  readonly kilobytes: number
}

/** The README may round. */
const TOLERANCE = 0.05

/** What the README says that is not so any more: its rows begin with the name, then `<number> KB`. */
export function compareWithReadme(readme: string, sizes: readonly Size[]): readonly string[] {
  return sizes.flatMap(({ what, kilobytes }) => {
    const row = readme.split("\n").find((line) => line.startsWith(`| ${what} |`))
    const told = Number(/\| ([\d.]+) KB/.exec(row ?? "")?.[1])
    if (Math.abs(told - kilobytes) <= kilobytes * TOLERANCE) return []
    return [
      `README.md: ${what} is ${kilobytes.toFixed(1)} KB, not ${row === undefined ? "told" : `${told} KB`}`,
    ]
  })
}
