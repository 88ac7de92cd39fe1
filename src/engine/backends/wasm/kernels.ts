/**
 * The WASM backend: copies matrices into the module's memory, runs a kernel, copies the results out.
 *
 * The memory is laid out anew for every call, from `base` up, so that nothing is ever leaked.
 */

import { components, type FloatData, type FloatDType } from '../../core/dtype.js';
import {
  EXTREME,
  type IAssessment,
  type IBatch,
  type IColumns,
  type IFactors,
  type IHelpers,
  type IKernels,
  type Inversion,
  type IShape,
  type ISurvey,
  type ISystemSizes,
  type ITwofold,
  type ProductSizes,
  type SolveMode,
  type Vectors
} from '../kernels.js';
import { type EngineExports, formatsOf, type IFormat } from './exports.js';
import { Heap } from './memory.js';
import { orthogonalize, plainValues, plainVectors, singularValues } from './singular.js';

export type { EngineExports };

/**
 * Rows so many bytes long, or a multiple, begin in the same few sets of the cache; they are laid a line
 * further apart.
 */
const ALIAS = 1024;
const LINE = 64;
/** As much of a batch as is copied at once: a part of it stays in the second cache. */
const CHUNK = 1 << 18;
const MODES: readonly SolveMode[] = ['plain', 'transposed', 'adjoint'];

/** How a batch is laid out in the memory. */
interface IPlan {
  rows: number;
  columns: number;
  /** From one row to the next, in numbers. */
  ld: number;
  /** Of a member in the memory, and its numbers outside. */
  bytes: number;
  length: number;
  /** Members that are copied at once. */
  most: number;
}

export class WasmKernels implements IKernels {
  readonly name = 'wasm';
  helpers?: IHelpers;
  readonly #exports: EngineExports;
  readonly #formats: Readonly<Record<FloatDType, IFormat>>;
  readonly #heap: Heap;
  /** The scratch that every kernel needs, in bytes. */
  readonly #scratch: number;

  constructor(exports: EngineExports) {
    this.#exports = exports;
    this.#scratch = exports.work_bytes(0, 0, 8, 0);
    this.#formats = formatsOf(exports);
    this.#heap = new Heap(exports.memory, exports.base());
  }

  /** The size of the module's memory, which grows to what the largest matrix needed. */
  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  factor(
    dtype: FloatDType,
    batch: IBatch,
    a: FloatData,
    pivots: Int32Array,
    info: Int32Array
  ): void {
    const { size, complex, factor } = this.#formats[dtype];
    const { rows, columns } = batch;
    const each = Math.min(rows, columns);
    const plan = this.#plan(dtype, batch);
    for (let first = 0; first < batch.count; first += plan.most) {
      const count = Math.min(plan.most, batch.count - first);
      const work = this.#work(size, complex, rows, columns);
      const bytes = count * plan.bytes;
      const at = this.#heap.reserve(
        'an LU factorization',
        bytes,
        4 * each * count,
        4 * count,
        work
      );
      this.#copyIn(plan, a, first, count, at[0]);
      factor(rows, columns, plan.ld, complex, count, at[0], at[1], at[2], at[3]);
      this.#copyOut(plan, a, first, count, at[0]);
      this.#heap.readIntegers(at[1], pivots, first * each, count * each);
      this.#heap.readIntegers(at[2], info, first, count);
    }
  }

  invert(...inversion: Inversion): void {
    if (this.helpers?.invert(...inversion)) return;
    const [dtype, batch, a, out, info, evenOnly = false] = inversion;
    const { size, complex, invert } = this.#formats[dtype];
    const n = batch.rows;
    const plan = this.#plan(dtype, batch);
    const work = this.#work(size, complex, n, n);
    for (let first = 0; first < batch.count; first += plan.most) {
      const count = Math.min(plan.most, batch.count - first);
      const bytes = count * plan.bytes;
      // Matrices that are side by side or in planes on the inside may leave by the way that they came.
      const apart = complex || (count > 1 && n <= this.#exports.across()) ? 0 : bytes;
      const at = this.#heap.reserve('an inverse', bytes, apart, 4 * n, 4 * count, work);
      const x = apart ? at[1] : at[0];
      this.#copyIn(plan, a, first, count, at[0]);
      invert(n, plan.ld, complex, count, at[0], x, at[2], at[3], at[4], evenOnly ? 1 : 0);
      this.#copyOut(plan, out, first, count, x);
      this.#heap.readIntegers(at[3], info, first, count);
    }
  }

  solve(
    dtype: FloatDType,
    { n, k, mode }: ISystemSizes,
    lu: FloatData,
    pivots: Int32Array,
    b: FloatData
  ): void {
    const { size, complex, solve } = this.#formats[dtype];
    const work = this.#work(size, complex, n, Math.max(n, k));
    const at = this.#heap.reserve('a system', lu.byteLength, 4 * n, b.byteLength, work);
    this.#heap.write(at[0], lu);
    this.#heap.write(at[1], pivots);
    this.#heap.write(at[2], b);
    solve(n, k, complex, MODES.indexOf(mode), at[0], at[1], at[2], at[3]);
    this.#heap.read(at[2], b);
  }

  system(dtype: FloatDType, { n, k, mode }: ISystemSizes, a: FloatData, b: FloatData): number {
    const { size, complex, system } = this.#formats[dtype];
    const plan = this.#plan(dtype, { rows: n, columns: n, count: 1 });
    const work = this.#work(size, complex, n, Math.max(n, k));
    const at = this.#heap.reserve('a system', plan.bytes, 4 * n, b.byteLength, work);
    this.#copyIn(plan, a, 0, 1, at[0]);
    this.#heap.write(at[2], b);
    const way = MODES.indexOf(mode);
    const info = system(n, k, plan.ld, complex, way, at[0], at[1], at[2], at[3]);
    if (info !== EXTREME) this.#heap.read(at[2], b);
    return info;
  }

  diagonal(
    dtype: FloatDType,
    n: number,
    a: FloatData,
    diagonal: FloatData,
    pivots: Int32Array
  ): number {
    const { size, complex, diagonal: kernel } = this.#formats[dtype];
    const plan = this.#plan(dtype, { rows: n, columns: n, count: 1 });
    const work = this.#work(size, complex, n, n);
    const at = this.#heap.reserve('a determinant', plan.bytes, 4 * n, diagonal.byteLength, work);
    this.#copyIn(plan, a, 0, 1, at[0]);
    const info = kernel(n, plan.ld, complex, at[0], at[1], at[2], at[3]);
    if (info === EXTREME) return info;
    this.#heap.read(at[2], diagonal);
    this.#heap.readIntegers(at[1], pivots, 0, n);
    return info;
  }

  multiply(
    dtype: FloatDType,
    [m, k, n]: ProductSizes,
    a: FloatData,
    b: FloatData,
    out: FloatData
  ): void {
    const { complex, multiply } = this.#formats[dtype];
    const planes = a.byteLength + b.byteLength + out.byteLength;
    const work = this.#scratch + (complex ? planes : 0);
    const at = this.#heap.reserve('a product', a.byteLength, b.byteLength, out.byteLength, work);
    this.#heap.write(at[0], a);
    this.#heap.write(at[1], b);
    this.#heap.clear(at[2], out.byteLength);
    multiply(m, n, k, complex, at[0], at[1], at[2], at[3]);
    this.#heap.read(at[2], out);
  }

  orthogonalize(W: IColumns, V: IColumns | undefined): number {
    return orthogonalize(this.#exports, this.#heap, W, V);
  }

  singularValues(W: IColumns, values: Float64Array): number {
    return singularValues(this.#exports, this.#heap, W, values);
  }

  plainValues(W: IShape, data: FloatData, values: Float64Array) {
    return plainValues(this.#exports, this.#heap, W, data, values);
  }

  plainVectors(W: IShape, data: FloatData, vectors: Vectors, values: Float64Array): number {
    return plainVectors(this.#exports, this.#heap, { W, data, vectors, values });
  }

  twofold(
    sizes: ProductSizes,
    a: Float64Array,
    x: Float64Array,
    low: Float64Array | undefined,
    out: ITwofold
  ): void {
    const [m, k] = sizes;
    this.#residual(
      sizes,
      [a, x, low],
      out,
      this.#exports.twofold_bytes(m, k),
      this.#exports.twofold
    );
  }

  sliced(
    sizes: ProductSizes,
    a: Float64Array,
    x: Float64Array,
    low: Float64Array | undefined,
    out: ITwofold
  ): boolean {
    const work = this.#exports.sliced_bytes(...sizes);
    return this.#residual(sizes, [a, x, low], out, work, this.#exports.sliced) !== 0;
  }

  #residual<T>(
    [m, k, n]: ProductSizes,
    [a, x, low]: [Float64Array, Float64Array, Float64Array | undefined],
    { high, rest, mass }: ITwofold,
    work: number,
    kernel: (...values: number[]) => T
  ): T {
    const bytes = high.byteLength;
    const sizes = [a.byteLength, x.byteLength, low ? x.byteLength : 0, bytes, bytes, bytes];
    const at = this.#heap.layout(...sizes, work);
    this.#heap.write(at[0], a);
    this.#heap.write(at[1], x);
    if (low) this.#heap.write(at[2], low);
    this.#heap.write(at[3], high);
    const result = kernel(m, k, n, at[0], at[1], low ? at[2] : 0, at[3], at[4], at[5], at[6]);
    this.#heap.read(at[3], high);
    this.#heap.read(at[4], rest);
    this.#heap.read(at[5], mass);
    return result;
  }

  accumulate(
    [m, k, n]: ProductSizes,
    sign: 1 | -1,
    a: Float64Array,
    b: Float64Array,
    c: Float64Array
  ): void {
    const work = this.#exports.work_bytes(0, 0, 8, 0);
    const at = this.#heap.layout(a.byteLength, b.byteLength, c.byteLength, work);
    this.#heap.write(at[0], a);
    this.#heap.write(at[1], b);
    this.#heap.write(at[2], c);
    this.#exports.accumulate_64(m, n, k, sign, at[0], at[1], at[2], at[3]);
    this.#heap.read(at[2], c);
  }

  assess(
    [m, k, n]: ProductSizes,
    unit: number,
    a: Float64Array,
    x: Float64Array,
    weights: Float64Array,
    counts: Float64Array,
    out: IAssessment
  ): void {
    const results = [out.errors, out.columns, out.squares, out.largest, out.rows];
    const work = this.#exports.work_bytes(0, 0, 8, 0);
    // The last matrix is two, padded.
    const scratch = [16 * (m + 5) * (n + 3), work];
    this.#run([a, x, weights, counts], results, scratch, (...at) =>
      this.#exports.assess(m, k, n, unit, ...at)
    );
  }

  survey([m, n]: readonly [number, number], a: Float64Array, out: ISurvey): number {
    const results = [out.rows, out.columns, out.sums];
    return this.#run([a], results, [], (...at) => this.#exports.survey(m, n, ...at));
  }

  bound([m, n]: readonly [number, number], factors: IFactors, out: Float64Array): number {
    const { entries, rows, wholes, near, far, reach, after, rise, small } = factors;
    return this.#run([entries, rows, wholes, near, far, reach, after], [out], [], (...at) =>
      this.#exports.bound(m, n, rise, small, ...at)
    );
  }

  /** Runs a kernel on blocks of doubles: those that go in, those that come out, and scratch, in bytes. */
  #run<R>(
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    scratch: readonly number[],
    work: (...at: number[]) => R
  ): R {
    const bytes = [...inputs, ...outputs].map(({ byteLength }) => byteLength);
    const at = this.#heap.layout(...bytes, ...scratch);
    inputs.forEach((values, index) => {
      this.#heap.write(at[index], values);
    });
    const result = work(...at);
    outputs.forEach((values, index) => {
      this.#heap.read(at[inputs.length + index], values);
    });
    return result;
  }

  /** Bytes of scratch; for complex matrices with their planes. Not by the module, whose sum may wrap. */
  #work(size: number, complex: 0 | 1, rows: number, columns: number): number {
    return this.#scratch + (complex ? 4 * (rows * (columns + LINE / size) * size + 4 * LINE) : 0);
  }

  #plan(dtype: FloatDType, { rows, columns, count }: IBatch): IPlan {
    const { size, complex } = this.#formats[dtype];
    const aliased = (columns * size) % ALIAS === 0 && rows * columns > 4096;
    const ld = aliased && count === 1 && !complex ? columns + LINE / size : columns;
    const bytes = rows * ld * components(dtype) * size;
    const length = rows * columns * components(dtype);
    return { rows, columns, ld, bytes, length, most: Math.max(1, Math.floor(CHUNK / bytes)) };
  }

  #copyIn(plan: IPlan, from: FloatData, first: number, count: number, address: number): void {
    const { rows, columns, ld, length } = plan;
    if (ld === columns) {
      const whole = length * count === from.length;
      const part = whole ? from : from.subarray(first * length, (first + count) * length);
      this.#heap.write(address, part);
      return;
    }
    const step = ld * from.BYTES_PER_ELEMENT;
    for (let i = 0; i < rows; i++) {
      this.#heap.write(address + i * step, from.subarray(i * columns, (i + 1) * columns));
    }
  }

  #copyOut(plan: IPlan, to: FloatData, first: number, count: number, address: number): void {
    const { rows, columns, ld, length } = plan;
    if (ld === columns) {
      const whole = length * count === to.length;
      this.#heap.read(address, whole ? to : to.subarray(first * length, (first + count) * length));
      return;
    }
    const step = ld * to.BYTES_PER_ELEMENT;
    for (let i = 0; i < rows; i++) {
      this.#heap.read(address + i * step, to.subarray(i * columns, (i + 1) * columns));
    }
  }
}
