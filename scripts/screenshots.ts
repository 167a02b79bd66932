// What `pnpm screenshots` runs: the pictures of the portal that the README shows, taken anew.
import { join } from "node:path"
import { takePictures } from "../test/embed/support/portal-pictures.ts"
import { buildElements } from "./build-elements.ts"

await buildElements()
for (const path of await takePictures(join(import.meta.dirname, "../docs/images"))) {
  process.stdout.write(`${path}\n`)
}
