/**
 * The WASM backend: copies one matrix into the module's memory, runs a kernel, copies the result out.
 *
 * The memory is laid out anew for every call, from `BASE` up, so that nothing is ever leaked.
 */

import type { IKernels, ProductSizes } from '../device.js';
import { type FloatData, type FloatDType, lanes, type RealDType, realDType } from '../dtype.js';
import { RuntimeError } from '../errors.js';

type Suffix = 'f32' | 'f64' | 'c64' | 'c128';
type Factor = (n: number, a: number, pivots: number, work: number) => number;
type Invert = (n: number, a: number, pivots: number, x: number, work: number) => number;
type Multiply = (
  ...sizesAndAddresses: [
    m: number,
    n: number,
    k: number,
    a: number,
    b: number,
    c: number,
    pack: number
  ]
) => void;

/** What `assembly/index.ts` exports. */
export type EngineExports = {
  memory: WebAssembly.Memory;
  work_bytes: (n: number) => number;
  pack_bytes: () => number;
} & Record<`factor_${Suffix}`, Factor> &
  Record<`invert_${Suffix}`, Invert> &
  Record<'multiply_f32' | 'multiply_f64', Multiply>;

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
    const at = this.#layout([a.byteLength, 4 * n, this.#exports.work_bytes(n)]);
    this.#view(dtype, at[0], a.length).set(a);
    const info = this.#exports[`factor_${SUFFIX[dtype]}`](n, at[0], at[1], at[2]);
    a.set(this.#view(dtype, at[0], a.length));
    pivots.set(new Int32Array(this.#exports.memory.buffer, at[1], n));
    return info;
  }

  invert(dtype: FloatDType, n: number, a: FloatData, out: FloatData): number {
    const at = this.#layout([a.byteLength, 4 * n, a.byteLength, this.#exports.work_bytes(n)]);
    this.#view(dtype, at[0], a.length).set(a);
    const info = this.#exports[`invert_${SUFFIX[dtype]}`](n, at[0], at[1], at[2], at[3]);
    out.set(this.#view(dtype, at[2], n * n * lanes(dtype)));
    return info;
  }

  multiply(
    dtype: RealDType,
    [m, k, n]: ProductSizes,
    a: FloatData,
    b: FloatData,
    out: FloatData
  ): void {
    const sizes = [a.byteLength, b.byteLength, out.byteLength, this.#exports.pack_bytes()];
    const [atA, atB, atC, pack] = this.#layout(sizes);
    this.#view(dtype, atA, a.length).set(a);
    this.#view(dtype, atB, b.length).set(b);
    this.#view(dtype, atC, out.length).fill(0);
    this.#exports[dtype === 'float32' ? 'multiply_f32' : 'multiply_f64'](
      m,
      n,
      k,
      atA,
      atB,
      atC,
      pack
    );
    out.set(this.#view(dtype, atC, out.length));
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
