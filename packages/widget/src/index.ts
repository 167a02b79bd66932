export { TollgateElement } from "./internal/tollgate-element.ts"
