/**
 * What tests inside workerd ask of Node. The configuration of vitest has it, bundled: what answers is loaded when it is asked,
 * by Node itself, so that it finds its packages where its own file is.
 */
export async function answerInNode({ url }: { readonly url: string }): Promise<Response> {
  const { searchParams } = new URL(url)
  const file = new URL("./storage/journals-in-node.ts", import.meta.url)
  const { journalsInNode } = (await import(file.href)) as typeof import("./storage/journals-in-node.ts")
  return Response.json(
    await journalsInNode(Number(searchParams.get("seed")), Number(searchParams.get("lives"))),
  )
}
