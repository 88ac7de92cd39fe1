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
  const whole = extremes(sizes, n, new Int32Array(n));
  const byRows = needed(whole.rows) || !inRange(dtype, whole.rows);
  const rows = byRows
    ? Int32Array.from(whole.rows, value => -exponentOf(value))
    : new Int32Array(n);
  const { columns: used } = byRows ? extremes(sizes, n, rows) : whole;
  const byColumns = needed(used);
  if (!byRows && !byColumns) return undefined;
  const usable = (value: number) => value > 0 && Number.isFinite(value);
  if (!whole.rows.every(usable) || !used.every(usable)) return undefined;
  const columns = byColumns
    ? Int32Array.from(used, value => -exponentOf(value))
    : new Int32Array(n);
  return { rows, columns };
}

/** The largest number of each row as it is, and of each column with its rows scaled. */
function extremes(sizes: Float64Array, n: number, exponents: Int32Array) {
  const rows = new Float64Array(n);
  const columns = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const exponent = exponents[i];
    for (let j = 0; j < n; j++) {
      const value = sizes[i * n + j];
      const scaled = exponent === 0 ? value : scale(value, exponent);
      if (value > rows[i]) rows[i] = value;
      if (scaled > columns[j]) columns[j] = scaled;
    }
  }
  return { rows, columns };
}

function needed(values: Float64Array): boolean {
  return Math.min(...values) / Math.max(...values) < THRESHOLD;
}

function inRange(dtype: FloatDType, sizes: Float64Array): boolean {
  const largest = Math.max(...sizes);
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

/** Beyond this ratio of row norms, or beyond these magnitudes, A may be badly scaled. */
const WIDE = 64;
const LIMIT = { float32: 1e18, float64: 1e150 };

/** Whether A may be badly scaled: a quick look, on which `scalingOf` decides. */
export function hasUnevenRows(dtype: FloatDType, n: number, a: FloatData): boolean {
  const length = n * lanes(dtype);
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < n; i++) {
    // NaN counts for nothing here.
    let size = 0;
    for (let at = i * length; at < (i + 1) * length; at++) {
      if (Math.abs(a[at]) > size) size = Math.abs(a[at]);
    }
    least = Math.min(least, size);
    most = Math.max(most, size);
  }
  const limit = LIMIT[realDType(dtype)];
  return most > WIDE * least || most > limit || least < 1 / limit;
}
