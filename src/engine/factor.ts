/** LU factors of a batch, for whatever is computed from them. */
import type { IMatrices } from './check.js';
import { kernels, type SolveMode } from './device.js';
import { allocate, type FloatData, type FloatDType, lanes } from './dtype.js';
import { scale } from './power.js';
import { applyScaling, type IScaling, scalingOfExtreme } from './scaling.js';
import { broadcastStrides, dotProduct, rowMajor, type Shape, sizeOf, unravel } from './shape.js';
import { Tensor } from './tensor.js';

/** The factors of every member, one after the other. */
export interface IFactorization {
  dtype: FloatDType;
  rows: number;
  columns: number;
  /** L below the diagonal, U on and above it. */
  lu: FloatData;
  /** min(rows, columns) a member, 1-based. */
  pivots: Int32Array;
  /** One a member: LAPACK's. */
  info: Int32Array;
  /** Of which members the factors are those of R·A·C. */
  scalings?: ReadonlyMap<number, IScaling>;
}

/** Factors PA = LU every member; A is not touched. */
export function factorAll(op: string, matrices: IMatrices): IFactorization {
  const { dtype, rows, columns, count, data } = matrices;
  const backend = kernels(op);
  const lu = data.slice();
  const pivots = new Int32Array(count * Math.min(rows, columns));
  const info = new Int32Array(count);
  if (lu.length > 0) backend.factor(dtype, { rows, columns, count }, lu, pivots, info);
  return { dtype, rows, columns, lu, pivots, info };
}

/**
 * As `factorAll`, for square matrices; but of members so large, small or uneven that steps on the way may
 * overflow or underflow, the factors are those of R·A·C (`scaling.ts`). `info` stays that of A as it is.
 */
export function factorScaled(op: string, matrices: IMatrices): IFactorization {
  const { dtype, rows: n, count, data } = matrices;
  const factorization = factorAll(op, matrices);
  const size = n * n * lanes(dtype);
  const scalings = new Map<number, IScaling>();
  for (let k = 0; k < count; k++) {
    const own = data.subarray(k * size, (k + 1) * size);
    const scaling = scalingOfExtreme(dtype, n, own);
    if (!scaling) continue;
    const { lu, pivots } = factorsOf(factorization, k);
    lu.set(own);
    applyScaling(lu, n, scaling.rows, scaling.columns);
    kernels(op).factor(dtype, { rows: n, columns: n, count: 1 }, lu, pivots, new Int32Array(1));
    scalings.set(k, scaling);
  }
  return { ...factorization, scalings };
}

/** The factors of member `k`, as views. */
export function factorsOf({ dtype, rows, columns, lu, pivots }: IFactorization, k: number) {
  const size = rows * columns * lanes(dtype);
  const each = Math.min(rows, columns);
  return {
    lu: lu.subarray(k * size, (k + 1) * size),
    pivots: pivots.subarray(k * each, (k + 1) * each)
  };
}

/** Which equation is solved: A X = B or X A = B, with A or with Aᴴ. */
export interface IEquation {
  left: boolean;
  adjoint?: boolean;
}

/**
 * Solves with every member that broadcasting pairs.
 * @param b (*, n, k), or (*, k, n) where A stands on the right
 * @param own the batch of the factors
 * @param batch the batch of the result
 * @returns the solutions, of the shape of `b` with that batch, row-major
 */
export function solveAll(
  op: string,
  factorization: IFactorization,
  b: Tensor,
  { left, adjoint = false }: IEquation,
  own: Shape,
  batch: Shape
): FloatData {
  const { dtype } = factorization;
  const backend = kernels(op);
  // X A = B is AᵀXᵀ = Bᵀ, and X Aᴴ = B is A Xᴴ = Bᴴ.
  const rightHand = left ? b : adjoint ? b.H : b.mT;
  const mode: SolveMode = left ? (adjoint ? 'adjoint' : 'plain') : adjoint ? 'plain' : 'transposed';
  const [n, k] = rightHand.shape.slice(-2);
  const size = n * k * lanes(dtype);
  const source = rightHand.data as FloatData;
  const solutions = allocate(dtype, sizeOf(batch) * n * k) as FloatData;
  const strides = [own, b.shape.slice(0, -2)].map(shape =>
    broadcastStrides(shape, rowMajor(shape), batch)
  );
  for (let i = 0; size > 0 && i < sizeOf(batch); i++) {
    const [fromA, fromB] = strides.map(list => dotProduct(unravel(batch, i), list));
    const x = solutions.subarray(i * size, (i + 1) * size);
    x.set(source.subarray(fromB * size, (fromB + 1) * size));
    const { lu, pivots } = factorsOf(factorization, fromA);
    const scaling = factorization.scalings?.get(fromA);
    // A X = B is (R·A·C)·(C⁻¹·X) = R·B, and transposed C and R change places.
    if (scaling) scaleRows(x, mode === 'plain' ? scaling.rows : scaling.columns);
    backend.solve(dtype, { n, k, mode }, lu, pivots, x);
    if (scaling) scaleRows(x, mode === 'plain' ? scaling.columns : scaling.rows);
  }
  if (left) return solutions;
  const byColumns = new Tensor(solutions, [...batch, n, k], dtype);
  return (adjoint ? byColumns.H : byColumns.mT).data as FloatData;
}

function scaleRows(x: FloatData, exponents: Int32Array): void {
  const length = x.length / exponents.length;
  for (let i = 0; i < x.length; i++) x[i] = scale(x[i], exponents[Math.floor(i / length)]);
}
