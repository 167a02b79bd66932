import * as saxes from "saxes"

const { loadXlsx: load } = saxes as { readonly loadXlsx?: () => Promise<void> }

/** XLSX can be read afterwards: in a Worker's script something stands for its libraries (`xlsx-later.ts`), elsewhere they are there at once. */
export async function loadXlsx(): Promise<void> {
  await load?.()
}
