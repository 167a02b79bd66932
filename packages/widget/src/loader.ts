/** The script that a host page embeds. Elements register themselves here as they come. */
export { TollgateElement } from "./internal/tollgate-element.ts"
