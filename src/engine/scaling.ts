/**
 * Equilibration: rows and columns brought to a common size by powers of two, which round nothing.
 *
 * Source: LAPACK xGEEQU and xLAQGE (the rule of xGESVX, THRESH = 0.1). A⁻¹ = C·(R·A·C)⁻¹·R. Without it
 * the pivot order of a badly scaled matrix is decided by its units, and steps on the way may overflow.
 */
import type { IMatrices } from './check.js';
import type { IKernels } from './device.js';
import { type FloatData, type FloatDType, lanes, realDType } from './dtype.js';
import { magnitudes } from './magnitude.js';
import { exponentOf, scale } from './power.js';

const THRESHOLD = 0.1;
/** xLAQGE's SMALL, the smallest normal number over the precision; LARGE is its inverse. */
const SMALL = { float32: 2 ** -103, float64: 2 ** -970 };

/** Exponents to scale row i and column j by. */
interface IScaling {
  rows: Int32Array;
  columns: Int32Array;
}

/** Inverts member `k` once more if scaling helps it; else leaves its inverse as it is. */
export function invertScaled(
  backend: IKernels,
  { dtype, rows: n, data }: IMatrices,
  k: number,
  inverses: FloatData
): void {
  const size = n * n * lanes(dtype);
  const a = data.slice(k * size, (k + 1) * size);
  const scaling = scalingOf(dtype, n, a);
  if (!scaling) return;
  const { rows, columns } = scaling;
  apply(a, n, rows, columns);
  const x = a.slice();
  const info = new Int32Array(1);
  backend.invert(dtype, { count: 1, rows: n, columns: n }, a, x, info);
  if (info[0] > 0) return;
  apply(x, n, columns, rows);
  inverses.set(x, k * size);
}

/** How xGESVX would scale A; undefined where it would not, or where a row is zero or not finite. */
function scalingOf(dtype: FloatDType, n: number, a: FloatData): IScaling | undefined {
  const sizes = magnitudes(a, lanes(dtype) === 2);
  const rowMax = extremes(sizes, n, i => Math.floor(i / n));
  const rows = Int32Array.from(rowMax, value => -exponentOf(value));
  const scaled = sizes.map((value, i) => scale(value, rows[Math.floor(i / n)]));
  const columnMax = extremes(scaled, n, i => i % n);
  const all = [...rowMax, ...columnMax];
  if (!all.every(value => value > 0 && Number.isFinite(value))) return undefined;
  const byRows = needed(rowMax) || !inRange(dtype, Math.max(...rowMax));
  const unscaled = extremes(sizes, n, i => i % n);
  const used = byRows ? columnMax : unscaled;
  const byColumns = needed(used);
  if (!byRows && !byColumns) return undefined;
  const none = new Int32Array(n);
  return {
    rows: byRows ? rows : none,
    columns: byColumns ? Int32Array.from(used, value => -exponentOf(value)) : none
  };
}

/** The largest number of each row, or column. */
function extremes(sizes: Float64Array, n: number, group: (i: number) => number): Float64Array {
  const most = new Float64Array(n);
  sizes.forEach((value, i) => {
    most[group(i)] = Math.max(most[group(i)], value);
  });
  return most;
}

function needed(values: Float64Array): boolean {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least / most < THRESHOLD;
}

function inRange(dtype: FloatDType, largest: number): boolean {
  const small = SMALL[realDType(dtype)];
  return largest >= small && largest <= 1 / small;
}

/** Entry (i, j) times 2^(rows[i] + columns[j]). */
function apply(a: FloatData, n: number, rows: Int32Array, columns: Int32Array): void {
  const width = a.length / (n * n);
  a.forEach((value, at) => {
    const entry = Math.floor(at / width);
    a[at] = scale(value, rows[Math.floor(entry / n)] + columns[entry % n]);
  });
}
