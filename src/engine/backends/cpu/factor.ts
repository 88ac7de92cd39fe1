/** LU factors of a batch, and what is computed from them. */

import { allocate, components, type FloatData, type FloatDType } from '../../core/dtype.js';
import type { IMatrices } from '../../core/matrices.js';
import {
  broadcastStrides,
  dotProduct,
  rowMajor,
  type Shape,
  sizeOf,
  unravel
} from '../../core/shape.js';
import { Tensor } from '../../tensor.js';
import { EXTREME, kernels, type SolveMode } from '../kernels.js';
import { applyScaling, columnsFirst, type IScaling, scalingOfExtreme } from './scaling.js';
import { type ISystem, solveAtOnce, solveMember } from './substitute.js';

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
  /** Of members so large, small or uneven that steps on the way may overflow or underflow: factors of R·A·C as well. */
  scaled?: ReadonlyMap<number, IScaledFactors>;
}

/** The factors of R·A·C. */
export interface IScaledFactors extends IScaling {
  lu: FloatData;
  pivots: Int32Array;
  info: number;
  /** A as it is. */
  a: FloatData;
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
 * As `factorAll`, for square matrices, and with `scaled`. If scaling rows before columns makes a regular matrix
 * singular, since rounding takes what is small, columns go first.
 */
function factorScaled(op: string, matrices: IMatrices): IFactorization {
  const { dtype, rows: n, count, data } = matrices;
  const factorization = factorAll(op, matrices);
  const size = n * n * components(dtype);
  const scaled = new Map<number, IScaledFactors>();
  for (let k = 0; k < count; k++) {
    const a = data.subarray(k * size, (k + 1) * size);
    const scaling = scalingOfExtreme(dtype, n, a);
    if (!scaling) continue;
    const first = factorAs(op, dtype, n, a, scaling);
    const isLost = first.info !== 0 && factorization.info[k] === 0;
    const [other] = isLost ? columnsFirst(matrices, [k]) : [];
    const second = other && factorAs(op, dtype, n, a, other);
    scaled.set(k, second?.info === 0 ? second : first);
  }
  return { ...factorization, scaled };
}

function factorAs(
  op: string,
  dtype: FloatDType,
  n: number,
  a: FloatData,
  scaling: IScaling
): IScaledFactors {
  const [lu, pivots, info] = [a.slice(), new Int32Array(n), new Int32Array(1)];
  applyScaling(lu, n, scaling.rows, scaling.columns);
  kernels(op).factor(dtype, { rows: n, columns: n, count: 1 }, lu, pivots, info);
  return { ...scaling, lu, pivots, info: info[0], a };
}

/** The factors of member `k`, as views. */
export function factorsOf({ dtype, rows, columns, lu, pivots }: IFactorization, k: number) {
  const size = rows * columns * components(dtype);
  const each = Math.min(rows, columns);
  return {
    lu: lu.subarray(k * size, (k + 1) * size),
    pivots: pivots.subarray(k * each, (k + 1) * each)
  };
}

/** The diagonal of U of one member, and how its rows were exchanged. */
export interface IPivots {
  diagonal: FloatData;
  /** 1-based. */
  pivots: Int32Array;
  /** Present if they are those of R·A·C. */
  scaling?: IScaling;
}

/** Of square matrices, each factored: what a determinant is made of. */
export function pivotsAll(op: string, matrices: IMatrices): IPivots[] {
  const { rows: n, count } = matrices;
  if (n === 0 || !isEachAlone(matrices)) return pivotsOf(factorScaled(op, matrices));
  return Array.from({ length: count }, (_, k) => {
    const one = { ...matrices, count: 1, data: memberOf(matrices, k) };
    return diagonalOf(op, one) ?? pivotsOf(factorScaled(op, one))[0];
  });
}

function diagonalOf(op: string, { dtype, rows: n, data }: IMatrices): IPivots | undefined {
  const backend = kernels(op);
  const diagonal = allocate(dtype, n);
  const pivots = new Int32Array(n);
  const info = backend.diagonal?.(dtype, n, data, diagonal, pivots) ?? EXTREME;
  return info === EXTREME ? undefined : { diagonal, pivots };
}

function pivotsOf(factorization: IFactorization): IPivots[] {
  const { dtype, rows: n, info } = factorization;
  const width = components(dtype);
  return Array.from(info, (_, k) => {
    const scaling = factorization.scaled?.get(k);
    const { lu, pivots } = scaling ?? factorsOf(factorization, k);
    const diagonal = allocate(dtype, n);
    for (let i = 0; i < n; i++) {
      for (let part = 0; part < width; part++) {
        diagonal[i * width + part] = lu[i * (n + 1) * width + part];
      }
    }
    return { diagonal, pivots, scaling };
  });
}

/** Up to here kernels factor the members of a batch side by side. */
const SIDE_BY_SIDE = 16;

function isEachAlone({ rows, count }: IMatrices): boolean {
  return count === 1 || rows > SIDE_BY_SIDE;
}

function memberOf({ dtype, rows, columns, data }: IMatrices, k: number): FloatData {
  const size = rows * columns * components(dtype);
  return data.length === size ? data : data.subarray(k * size, (k + 1) * size);
}

/** Which equation is solved: A X = B or X A = B, with A or with Aᴴ. */
export interface IEquation {
  left: boolean;
  adjoint?: boolean;
}

/** The solutions of a batch of systems, row-major, and `info` of every A. */
export interface ISolutions {
  data: FloatData;
  info: Int32Array;
}

/**
 * Factors every A and solves. A member that is used once needs no factors outside of the kernel.
 * @param b,batch as of `solveAll`
 */
export function solveSystems(
  op: string,
  matrices: IMatrices,
  b: Tensor,
  equation: IEquation,
  batch: Shape
): ISolutions {
  const { dtype, count, batch: own } = matrices;
  if (isEachAlone(matrices) && count === sizeOf(batch) && sizeOf(b.shape) > 0) {
    const info = new Int32Array(count);
    const { data, isDone } = solveEach(op, dtype, b, equation, [own, batch], (system, k, x) => {
      info[k] = solveAtOnce(system, memberOf(matrices, k), x);
      return info[k] !== EXTREME;
    });
    if (isDone) return { data, info };
  }
  const factorization = factorScaled(op, matrices);
  const data = solveAll(op, factorization, b, equation, own, batch);
  return { data, info: factorization.info };
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
  equation: IEquation,
  own: Shape,
  batch: Shape
): FloatData {
  const { dtype, scaled } = factorization;
  const { data } = solveEach(op, dtype, b, equation, [own, batch], (system, k, x) => {
    solveMember(system, factorsOf(factorization, k), scaled?.get(k), x);
    return true;
  });
  return data;
}

/**
 * Every right-hand side in turn, with the number of its A.
 * @param solveOne solves in place; false where it could not, which ends all: `isDone` is false then
 */
function solveEach(
  op: string,
  dtype: FloatDType,
  b: Tensor,
  { left, adjoint = false }: IEquation,
  [own, batch]: readonly [Shape, Shape],
  solveOne: (system: ISystem, k: number, x: FloatData) => boolean
): { data: FloatData; isDone: boolean } {
  const backend = kernels(op);
  // X A = B is AᵀXᵀ = Bᵀ, and X Aᴴ = B is A Xᴴ = Bᴴ.
  const rightHand = left ? b : adjoint ? b.H : b.mT;
  const mode: SolveMode = left ? (adjoint ? 'adjoint' : 'plain') : adjoint ? 'plain' : 'transposed';
  const [n, k] = rightHand.shape.slice(-2);
  const system = { dtype, sizes: { n, k, mode }, backend };
  const size = n * k * components(dtype);
  const source: FloatData = Tensor.read(rightHand);
  const solutions = allocate(dtype, sizeOf(batch) * n * k);
  const strides = [own, b.shape.slice(0, -2)].map(shape =>
    broadcastStrides(shape, rowMajor(shape), batch)
  );
  for (let i = 0; size > 0 && i < sizeOf(batch); i++) {
    const [fromA, fromB] = strides.map(list => dotProduct(unravel(batch, i), list));
    const x = solutions.subarray(i * size, (i + 1) * size);
    x.set(source.subarray(fromB * size, (fromB + 1) * size));
    if (!solveOne(system, fromA, x)) return { data: solutions, isDone: false };
  }
  if (left) return { data: solutions, isDone: true };
  const byColumns = new Tensor(solutions, [...batch, n, k], dtype);
  return { data: Tensor.read(adjoint ? byColumns.H : byColumns.mT), isDone: true };
}
