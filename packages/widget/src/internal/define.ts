/** Registers an element once; a second script, or the npm package beside the script, finds it there. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (customElements.get(tag) === undefined) customElements.define(tag, element)
}
