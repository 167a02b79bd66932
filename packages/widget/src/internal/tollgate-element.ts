import { LitElement } from "lit"

/** What every element of Tollgate is built on. */
export class TollgateElement extends LitElement {}
