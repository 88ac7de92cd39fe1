/**
 * Where the compiled kernels lie: beside this file, in Node, in a bundle and in the labextension.
 *
 * Apart, because `import.meta` is the bundler's to rewrite; a function, because a `data:` worker has no
 * address to resolve against and gets the bytes by message instead.
 */
export function wasmUrl(): URL {
  return new URL('./engine.wasm', import.meta.url);
}
