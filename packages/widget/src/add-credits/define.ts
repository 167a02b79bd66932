import { define } from "../internal/define.ts"
import { AddCredits } from "./add-credits.ts"

define("add-credits", AddCredits)
