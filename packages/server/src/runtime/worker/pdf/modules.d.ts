declare module "*.ttf" {
  const bytes: ArrayBuffer
  export default bytes
}

declare module "harfbuzzjs/dist/*.wasm" {
  const module: WebAssembly.Module
  export default module
}
