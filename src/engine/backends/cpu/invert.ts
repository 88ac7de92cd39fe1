/** Inverses of a batch by the kernels of one thread: of matrices whose rows differ much in size, the better of two. */

import { allocate, components, type FloatData } from '../../core/dtype.js';
import type { IMatrices } from '../../core/matrices.js';
import { type IKernels, kernels, UNEVEN_ROWS } from '../kernels.js';
import { isDoubtful, misfitOfInverse } from './misfit.js';
import {
  applyScaling,
  columnsFirst,
  type IMemberScaling,
  type IScaling,
  negated,
  scalingsOf
} from './scaling.js';

/**
 * The inverse of every matrix, and its `info`.
 * @param place where the inverses go; by default an array of their own
 */
export function inverseOf(op: string, matrices: IMatrices, place?: FloatData) {
  const { dtype, count, rows: n } = matrices;
  const backend = kernels(op);
  const inverses = place ?? allocate(dtype, count * n * n);
  const info = new Int32Array(count);
  invertMembers(backend, matrices, inverses, info);
  return { inverses, info };
}

/** Up to here kernels invert the members of a batch at once, and say of each whether its rows are uneven. */
const SIDE_BY_SIDE = 16;

/**
 * Writes the inverse of every matrix to `inverses`.
 * @param info receives, for each, 0 or the 1-based position of the first exactly zero pivot of A as it is
 */
export function invertMembers(
  backend: IKernels,
  matrices: IMatrices,
  inverses: FloatData,
  info: Int32Array
): void {
  const { count, rows: n } = matrices;
  if (n === 0 || count === 0) return;
  if (count > 1 && n <= SIDE_BY_SIDE) invertTogether(backend, matrices, inverses, info);
  else invertEach(backend, matrices, inverses, info);
}

function invertTogether(
  backend: IKernels,
  matrices: IMatrices,
  inverses: FloatData,
  info: Int32Array
): void {
  const { dtype, count, rows, columns, data } = matrices;
  backend.invert(dtype, { count, rows, columns }, data, inverses, info);
  const uneven = takeUneven(info);
  if (uneven.length === 0) return;
  const plain = (k: number) => partOf(matrices, inverses, k);
  invertScaled(backend, matrices, scalingsOf(matrices, uneven), plain, inverses);
}

/** The members whose rows are uneven, of which `info` is 0 from here on. */
function takeUneven(info: Int32Array): number[] {
  const found: number[] = [];
  for (let k = info.indexOf(UNEVEN_ROWS); k >= 0; k = info.indexOf(UNEVEN_ROWS, k + 1)) {
    info[k] = 0;
    found.push(k);
  }
  return found;
}

/**
 * Members whose rows are uneven are scaled before they are inverted; for them `info`, which is that of A as
 * it is, comes from a factorization of A, a third of the work of an inverse.
 */
function invertEach(
  backend: IKernels,
  matrices: IMatrices,
  inverses: FloatData,
  info: Int32Array
): void {
  const { dtype, count, rows: n, data } = matrices;
  const part = (of: FloatData, k: number) => partOf(matrices, of, k);
  backend.invert(dtype, { count, rows: n, columns: n }, data, inverses, info, true);
  const uneven = takeUneven(info);
  if (uneven.length === 0) return;
  const regular = scalingsOf(matrices, uneven).filter(({ k }) => {
    const own = info.subarray(k, k + 1);
    backend.factor(dtype, one(n), part(data, k).slice(), new Int32Array(n), own);
    return info[k] === 0;
  });
  const plain = (k: number) => {
    const x = allocate(dtype, n * n);
    backend.invert(dtype, one(n), part(data, k), x, new Int32Array(1));
    return x;
  };
  const done = new Set(invertScaled(backend, matrices, regular, plain, inverses));
  for (const k of uneven) {
    if (done.has(k)) continue;
    const own = info.subarray(k, k + 1);
    backend.invert(dtype, one(n), part(data, k), part(inverses, k), own);
    if (own[0] === UNEVEN_ROWS) own[0] = 0;
  }
}

function one(n: number) {
  return { count: 1, rows: n, columns: n };
}

function partOf({ dtype, rows, columns }: IMatrices, of: FloatData, k: number): FloatData {
  const size = rows * columns * components(dtype);
  if (size === of.length) return of;
  return of.subarray(k * size, (k + 1) * size);
}

/** The inverse of a member by way of a scaled one. */
interface IAttempt {
  x: FloatData;
  /** Of a matrix that is regular as it is, rounding may make one that is singular. */
  isRegular: boolean;
  isFinite: boolean;
}

/**
 * Writes C·(R·A·C)⁻¹·R of scaled members to `inverses`; the others are left as they are. One whose inverse is
 * not finite is tried again with its columns scaled before its rows: what is small in both may have underflowed.
 * @param plain the inverse of a member as it is, wanted where scaling did harm
 * @returns the members that were inverted
 */
function invertScaled(
  backend: IKernels,
  matrices: IMatrices,
  found: readonly IMemberScaling[],
  plain: (k: number) => FloatData,
  inverses: FloatData
): number[] {
  const first = attempt(backend, matrices, found);
  const doubtful = found.filter(({ k }) => !first.get(k)?.isFinite).map(({ k }) => k);
  const second = attempt(backend, matrices, columnsFirst(matrices, doubtful));
  return found.flatMap(scaling => {
    const { k } = scaling;
    const chosen = [second.get(k), first.get(k)].find((x, i) => (i ? x?.isRegular : x?.isFinite));
    if (!chosen) return [];
    const own = partOf(matrices, inverses, k);
    own.set(better(matrices, scaling, chosen.x, plain));
    return [k];
  });
}

/** Inverts scaled members together. */
function attempt(
  backend: IKernels,
  matrices: IMatrices,
  found: readonly IMemberScaling[]
): Map<number, IAttempt> {
  const { dtype, rows: n, data } = matrices;
  if (found.length === 0) return new Map();
  const a = allocate(dtype, found.length * n * n);
  const x = allocate(dtype, found.length * n * n);
  const info = new Int32Array(found.length);
  found.forEach(({ k, rows, columns }, i) => {
    const own = partOf(matrices, a, i);
    own.set(partOf(matrices, data, k));
    applyScaling(own, n, rows, columns);
  });
  backend.invert(dtype, { count: found.length, rows: n, columns: n }, a, x, info);
  return new Map(
    found.map(({ k, rows, columns }, i) => {
      const own = partOf(matrices, x, i);
      applyScaling(own, n, columns, rows);
      const isRegular = info[i] <= 0;
      return [k, { x: own, isRegular, isFinite: isRegular && own.every(Number.isFinite) }];
    })
  );
}

/**
 * X, or the inverse of A as it is where that fits A better: of rows with large and small entries, scaling may
 * take the small ones for pivots, and the rounding of the others for what they hold.
 */
function better(
  { dtype, rows: n, data }: IMatrices,
  scaling: IMemberScaling,
  x: FloatData,
  plain: (k: number) => FloatData
): FloatData {
  const size = x.length;
  const a = scaled(n, data.subarray(scaling.k * size, (scaling.k + 1) * size), scaling);
  const misfit = (X: FloatData) =>
    misfitOfInverse(dtype, n, a, scaled(n, X, inverseScaling(scaling)), scaling.rows);
  const own = misfit(x);
  if (!isDoubtful(own, dtype, n)) return x;
  const other = plain(scaling.k);
  return misfit(other) < own ? other : x;
}

/** A copy in double precision, which loses less to underflow. */
function scaled(n: number, data: FloatData, { rows, columns }: IScaling): Float64Array {
  const copy = Float64Array.from(data);
  applyScaling(copy, n, rows, columns);
  return copy;
}

/** How the inverse of a scaled matrix is scaled. */
function inverseScaling({ rows, columns }: IScaling): IScaling {
  return { rows: negated(columns), columns: negated(rows) };
}
