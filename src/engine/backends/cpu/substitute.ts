/** Systems with factors that are there, their numbers kept from overflow and underflow by powers of two. */

import { components, type FloatData, type FloatDType, realDType } from '../../core/dtype.js';
import { exponentOf, scale } from '../../core/exponent.js';
import { EXTREME, type IKernels, type ISystemSizes } from '../kernels.js';
import { isDoubtful, misfitOfSolution } from './misfit.js';
import { applyScaling, type IScaling, negated } from './scaling.js';

/** A system, but for its factors and its right-hand sides. */
export interface ISystem {
  backend: IKernels;
  dtype: FloatDType;
  sizes: ISystemSizes;
}

interface IFactors {
  lu: FloatData;
  pivots: Int32Array;
}

/**
 * Solves op(A) X = B, in place: with the factors of R·A·C where there are such, and with those of A as it is where
 * the solution fits better, since scaling may take small entries for pivots.
 * @param a A as it is, beside the factors of R·A·C
 */
export function solveMember(
  system: ISystem,
  plain: IFactors,
  scaled: (IFactors & IScaling & { a: FloatData }) | undefined,
  x: FloatData
): void {
  if (!scaled) {
    solveShifted(system, plain, x);
    return;
  }
  const { dtype, sizes } = system;
  const b = x.slice();
  // A X = B is (R·A·C)·(C⁻¹·X) = R·B, and transposed C and R change places.
  const { rows, columns } = scaled;
  const scaling = sizes.mode === 'plain' ? { rows, columns } : { rows: columns, columns: rows };
  solveShifted(system, scaled, x, scaling);
  const misfit = misfitIn(system, scaled.a, b, scaling);
  const own = misfit(x);
  if (!isDoubtful(own, dtype, sizes.n)) return;
  const other = b.slice();
  solveShifted(system, plain, other);
  if (misfit(other) < own) x.set(other);
}

/**
 * Solves op(A) X = B, in place, by a kernel that keeps the factors to itself.
 * @returns info, or `EXTREME` where it could not, and B is left as it was
 */
export function solveAtOnce(
  { backend, dtype, sizes }: ISystem,
  a: FloatData,
  x: FloatData
): number {
  if (!backend.system || isExtreme(dtype, x, sizes.k)) return EXTREME;
  return backend.system(dtype, sizes, a, x);
}

/** How far a solution misses, measured where all numbers are of a size. */
function misfitIn(
  { dtype, sizes }: ISystem,
  matrix: FloatData,
  b: FloatData,
  scaling: IScaling
): (x: FloatData) => number {
  const { n, k } = sizes;
  const width = components(dtype);
  const a = Float64Array.from(matrix);
  if (sizes.mode !== 'plain') turn(a, n, width, sizes.mode === 'adjoint');
  applyScaling(a, n, scaling.rows, scaling.columns);
  const shifts = shiftsOf(b, k, width, scaling.rows);
  const right = Float64Array.from(b);
  shift(right, scaling.rows, negated(shifts));
  return x => {
    const y = Float64Array.from(x);
    shift(y, negated(scaling.columns), negated(shifts));
    return misfitOfSolution(dtype, n, a, y, right);
  };
}

/** Transposes, in place. */
function turn(a: Float64Array, n: number, width: number, conjugate: boolean): void {
  const copy = a.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [to, from] = [(i * n + j) * width, (j * n + i) * width];
      a[to] = copy[from];
      if (width === 2) a[to + 1] = conjugate ? -copy[from + 1] : copy[from + 1];
    }
  }
}

/** Solves in place, columns of extreme numbers brought to a size of about 1 on the way. */
function solveShifted(
  { backend, dtype, sizes }: ISystem,
  { lu, pivots }: IFactors,
  x: FloatData,
  scaling?: IScaling
): void {
  const { n, k } = sizes;
  const none = new Int32Array(n);
  const { rows, columns } = scaling ?? { rows: none, columns: none };
  const width = components(dtype);
  const shifts = scaling || isExtreme(dtype, x, k) ? shiftsOf(x, k, width, rows) : undefined;
  if (shifts) shift(x, rows, negated(shifts));
  backend.solve(dtype, sizes, lu, pivots, x);
  if (shifts) shift(x, columns, shifts);
}

/** Exponents that magnitudes may have before sums of a few products of them overflow, or lose digits to underflow. */
const SAFE = { float32: 50, float64: 450 };

/** Whether the largest number of a column is beyond what is safe. */
function isExtreme(dtype: FloatDType, x: FloatData, k: number): boolean {
  const width = components(dtype);
  const most = new Float64Array(k);
  for (let at = 0; at < x.length; ) {
    for (let j = 0; j < k; j++) {
      for (let part = 0; part < width; part++, at++) {
        const magnitude = x[at] < 0 ? -x[at] : x[at];
        if (magnitude > most[j]) most[j] = magnitude;
      }
    }
  }
  const limit = 2 ** SAFE[realDType(dtype)];
  return most.some(magnitude => magnitude > limit || (magnitude > 0 && magnitude < 1 / limit));
}

/** The exponent of the largest of row i times 2^rows[i], for each column. */
function shiftsOf(x: FloatData, k: number, width: number, rows: Int32Array): Int32Array {
  const shifts = new Array<number>(k).fill(Number.NEGATIVE_INFINITY);
  x.forEach((value, at) => {
    if (value === 0) return;
    const entry = Math.floor(at / width);
    const exponent = exponentOf(Math.abs(value)) + rows[Math.floor(entry / k)];
    shifts[entry % k] = Math.max(shifts[entry % k], exponent);
  });
  return Int32Array.from(shifts, exponent => (Number.isFinite(exponent) ? exponent : 0));
}

/** Entry (i, j) times 2^(rows[i] + columns[j]), in place. */
function shift(x: FloatData, rows: Int32Array, columns: Int32Array): void {
  const [n, k] = [rows.length, columns.length];
  const width = x.length / (n * k);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < k; j++) {
      const exponent = rows[i] + columns[j];
      for (let part = 0; part < width; part++, at++) x[at] = scale(x[at], exponent);
    }
  }
}
