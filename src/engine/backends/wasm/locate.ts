/**
 * The place of the compiled kernels: beside this file, in Node, in a bundle and in the labextension.
 *
 * Apart, because `import.meta` is the bundler's to rewrite; functions, because a `data:` worker has no
 * address to resolve against and gets the bytes by message instead.
 */

/** Runs everywhere, with the same bits everywhere. */
function baselineUrl(): URL {
  return new URL('./engine.wasm', import.meta.url);
}

/** Rounds a product and its sum once, where the processor can: up to twice as fast. */
function relaxedUrl(): URL {
  return new URL('./engine.relaxed.wasm', import.meta.url);
}

function sharedUrl(): URL {
  return new URL('./engine.threads.wasm', import.meta.url);
}

function sharedRelaxedUrl(): URL {
  return new URL('./engine.threads.relaxed.wasm', import.meta.url);
}

/**
 * A module of one `f64x2.relaxed_madd`. A module that holds one opcode of relaxed SIMD is refused whole
 * where the proposal is not known, hence two binaries and this question.
 */
const PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32,
  0, 32, 0, 253, 135, 2, 11
]);

export interface IWasmChoice {
  /** The one with the same bits everywhere. */
  reproducible?: boolean;
  /** The one that is given its memory, which threads may share. */
  shared?: boolean;
}

/** The address of the binary for this host. */
export function wasmUrl({ reproducible, shared }: IWasmChoice = {}): URL {
  const relaxed = reproducible !== true && WebAssembly.validate(PROBE);
  if (shared) return relaxed ? sharedRelaxedUrl() : sharedUrl();
  return relaxed ? relaxedUrl() : baselineUrl();
}
