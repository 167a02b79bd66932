/** The members of a custom elements manifest (schema 2.1.0) that are read here. */
export interface Manifest {
  readonly schemaVersion: string
  readonly modules: readonly ManifestModule[]
}

export interface ManifestModule {
  readonly path: string
  readonly declarations?: readonly Declaration[]
  readonly exports?: readonly {
    readonly kind: string
    readonly name: string
    readonly declaration?: object
  }[]
}

export interface Declaration {
  readonly kind: string
  readonly name: string
  readonly tagName?: string
  readonly summary?: string
  readonly description?: string
  readonly members?: readonly Member[]
  readonly attributes?: readonly Attribute[]
  readonly events?: readonly Named[]
  readonly slots?: readonly Named[]
  readonly cssParts?: readonly Named[]
  readonly cssProperties?: readonly Named[]
}

export interface Named {
  readonly name: string
  readonly description?: string
  readonly type?: { readonly text: string }
  readonly default?: string
  readonly inheritedFrom?: { readonly name: string }
}

export interface Attribute extends Named {
  readonly fieldName?: string
}

export interface Member extends Named {
  readonly kind: string
  readonly privacy?: string
  readonly static?: boolean
  readonly readonly?: boolean
}

/** An element of the manifest: a class with a tag. */
export interface ElementDeclaration extends Declaration {
  readonly tagName: string
  /** Of its module, from the package's sources: `wallet-balance/wallet-balance`. */
  readonly source: string
}

/** The elements, in the manifest's order. */
export function elementsOf({ modules }: Manifest): readonly ElementDeclaration[] {
  return modules.flatMap(({ path, declarations = [] }) =>
    declarations.flatMap((declaration) =>
      declaration.tagName === undefined
        ? []
        : [
            {
              ...declaration,
              tagName: declaration.tagName,
              source: path.replace(/^.*?npm\//, "").replace(/\.js$/, ""),
            },
          ],
    ),
  )
}

/** The type as one writes it where a value is given: without `undefined`. */
export function typeOf({ type }: Named): string {
  return (type?.text ?? "string").replaceAll(/ \| undefined$/g, "")
}
