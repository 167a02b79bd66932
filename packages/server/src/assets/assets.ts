/** How a file may be packed on its way, best first. */
export const ASSET_CODINGS = ["br", "gzip"] as const
export type AssetCoding = (typeof ASSET_CODINGS)[number]

/** One file of the built elements. */
export interface Asset {
  /** With its charset, where it is text. */
  readonly contentType: string
  /** An entity tag as it stands in a header. Weak: the same for every coding. */
  readonly etag: string
  /** Its name has a hash of its content: it never changes. */
  readonly isImmutable: boolean
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The file packed, made once; `undefined` where that would not make it smaller. */
  packed(coding: AssetCoding): Promise<Uint8Array<ArrayBuffer> | undefined>
}

/**
 * The built elements, by their path below the root: `/widget.js`, `/widget/...`. Absent from `Deps` where the platform
 * serves files itself, as Workers do.
 */
export interface Assets {
  /** Said in the refusal when there is no loader: what makes one. */
  readonly buildCommand: string
  readonly isBuilt: boolean
  find(path: string): Asset | undefined
}

/** What a runtime without files has. */
export const NO_ASSETS: Assets = { buildCommand: "", isBuilt: false, find: () => undefined }
