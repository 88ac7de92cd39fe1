/**
 * The WASM backend: copies one matrix into the module's memory, runs a kernel, copies the result out.
 *
 * The memory is laid out anew for every call, from `BASE` up, so that nothing is ever leaked.
 */

import type { IKernels } from '../device.js';
import { type FloatData, type FloatDType, lanes, realDType } from '../dtype.js';
import { RuntimeError } from '../errors.js';

type Suffix = 'f32' | 'f64' | 'c64' | 'c128';
type Factor = (n: number, a: number, pivots: number) => number;
type Invert = (n: number, a: number, pivots: number, x: number) => number;

/** What `assembly/index.ts` exports. */
export type EngineExports = { memory: WebAssembly.Memory } & Record<`factor_${Suffix}`, Factor> &
  Record<`invert_${Suffix}`, Invert>;

const SUFFIX: Readonly<Record<FloatDType, Suffix>> = {
  float32: 'f32',
  float64: 'f64',
  complex64: 'c64',
  complex128: 'c128'
};

/** The first free byte: past AssemblyScript's static data. */
const BASE = 1024;
const PAGE = 65536;
/** wasm32 addresses 4 GiB. */
const MOST = 65536 * PAGE;

export class WasmKernels implements IKernels {
  readonly name = 'wasm';
  readonly #exports: EngineExports;

  constructor(exports: EngineExports) {
    this.#exports = exports;
  }

  /** The size of the module's memory, which grows to what the largest matrix needed. */
  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  factor(dtype: FloatDType, n: number, a: FloatData, pivots: Int32Array): number {
    const at = this.#layout([a.byteLength, 4 * n]);
    this.#view(dtype, at[0], a.length).set(a);
    const info = this.#exports[`factor_${SUFFIX[dtype]}`](n, at[0], at[1]);
    a.set(this.#view(dtype, at[0], a.length));
    pivots.set(new Int32Array(this.#exports.memory.buffer, at[1], n));
    return info;
  }

  invert(dtype: FloatDType, n: number, a: FloatData, out: FloatData): number {
    const at = this.#layout([a.byteLength, 4 * n, a.byteLength]);
    this.#view(dtype, at[0], a.length).set(a);
    const info = this.#exports[`invert_${SUFFIX[dtype]}`](n, at[0], at[1], at[2]);
    out.set(this.#view(dtype, at[2], n * n * lanes(dtype)));
    return info;
  }

  /** Addresses for blocks of these sizes, each on a 64-byte boundary; grows the memory where needed. */
  #layout(sizes: readonly number[]): number[] {
    let end = BASE;
    const addresses = sizes.map(size => {
      const address = end;
      end = Math.ceil((end + size) / 64) * 64;
      return address;
    });
    const { memory } = this.#exports;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) grow(memory, Math.ceil(missing / PAGE), end);
    return addresses;
  }

  #view(dtype: FloatDType, address: number, length: number): FloatData {
    const { buffer } = this.#exports.memory;
    return realDType(dtype) === 'float32'
      ? new Float32Array(buffer, address, length)
      : new Float64Array(buffer, address, length);
  }
}

function grow(memory: WebAssembly.Memory, pages: number, bytes: number): void {
  try {
    if (bytes > MOST) throw new RangeError('over 4 GiB');
    memory.grow(pages);
  } catch (cause) {
    const error = new RuntimeError(
      `out of memory: the engine needs ${Math.ceil(bytes / 2 ** 20)} MiB for this matrix, and the browser gives no more; use a smaller matrix or float32`,
      { op: 'wasm', code: 'device' }
    );
    error.cause = cause;
    throw error;
  }
}
