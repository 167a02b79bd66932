// The store on Postgres against bare statements. Prints its rows as JSON lines; see docs/benchmarks.md.
import { withFolder } from "./bench-folder.ts"
import { withPostgres } from "./postgres-server.ts"
import { reportSettle } from "./postgres-settle.ts"
import { reportSingleCommands } from "./postgres-single.ts"

await withPostgres(async (postgres) => {
  await withFolder(async (folder) => {
    for (const lanes of [1, 8, 32]) await reportSettle(postgres, { folder, lanes })
  })
  await reportSingleCommands(postgres)
})
