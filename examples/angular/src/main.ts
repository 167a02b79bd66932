// Compiles templates in the browser, as Angular's command line does not here: see vite.config.ts.
import "@angular/compiler"
import { bootstrapApplication } from "@angular/platform-browser"
import { App } from "./app.ts"
import "./tollgate.ts"

await bootstrapApplication(App)
