declare module "@custom-elements-manifest/analyzer/cli.js" {
  export function cli(options: {
    readonly argv: readonly string[]
    readonly cwd: string
    readonly noWrite: boolean
  }): Promise<unknown>
}
