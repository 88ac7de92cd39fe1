/**
 * Equilibration: rows and columns brought to a common size by powers of two, which round nothing.
 *
 * Source: LAPACK xGEEQU and xLAQGE (the rule of xGESVX, THRESH = 0.1). A⁻¹ = C·(R·A·C)⁻¹·R. Without it
 * the pivot order of a badly scaled matrix is decided by its units, and steps on the way may overflow.
 */

import { components, type FloatData, type FloatDType, realDType } from '../../core/dtype.js';
import { exponentOf, scale } from '../../core/exponent.js';
import { magnitudes } from '../../core/magnitude.js';
import type { IMatrices } from '../../core/matrices.js';

const THRESHOLD = 0.1;
/** xLAQGE's SMALL, the smallest normal number over the precision; LARGE is its inverse. */
const SMALL = { float32: 2 ** -103, float64: 2 ** -970 };

/** Exponents to scale row i and column j by. */
export interface IScaling {
  rows: Int32Array;
  columns: Int32Array;
}

/** Exponents that magnitudes, and ratios of them, may have before products of two of them lose digits. */
const SAFE = { float32: 50, float64: 450 };

/** How an n by n matrix is scaled of which a factorization as it is may overflow, or lose digits to underflow. */
export function scalingOfExtreme(dtype: FloatDType, n: number, a: FloatData): IScaling | undefined {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < a.length; i++) {
    const magnitude = Math.abs(a[i]);
    if (magnitude > most) most = magnitude;
    if (magnitude < least && magnitude > 0) least = magnitude;
  }
  const limit = 2 ** SAFE[realDType(dtype)];
  const isSafe = most < limit && least > 1 / limit && most / least < limit;
  return isSafe ? undefined : scalingOf(dtype, n, a);
}

/** How a member of a batch is scaled. */
export interface IMemberScaling extends IScaling {
  k: number;
}

/** How those of some members are scaled that scaling helps. */
export function scalingsOf(
  { dtype, rows: n, data }: IMatrices,
  members: readonly number[]
): IMemberScaling[] {
  const length = n * n * components(dtype);
  return members.flatMap(k => {
    const scaling = scalingOf(dtype, n, data.subarray(k * length, (k + 1) * length));
    return scaling ? [{ k, ...scaling }] : [];
  });
}

/** How members are scaled whose columns come first: as their transposes would be. */
export function columnsFirst(
  { dtype, rows: n, data }: IMatrices,
  members: readonly number[]
): IMemberScaling[] {
  const width = components(dtype);
  const length = n * n * width;
  return members.flatMap(k => {
    const own = data.subarray(k * length, (k + 1) * length);
    const turned = own.map((_, at) => {
      const entry = Math.floor(at / width);
      return own[((entry % n) * n + Math.floor(entry / n)) * width + (at % width)];
    });
    const scaling = scalingOf(dtype, n, turned);
    return scaling ? [{ k, rows: scaling.columns, columns: scaling.rows }] : [];
  });
}

/** How xGESVX would scale A; undefined where it would not, or where a row is zero or not finite. */
function scalingOf(dtype: FloatDType, n: number, a: FloatData): IScaling | undefined {
  const sizes = magnitudes(a, components(dtype) === 2);
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
      // A number that underflows is not zero.
      const scaled = exponent === 0 ? value : Math.max(scale(value, exponent), least(value));
      if (value > rows[i]) rows[i] = value;
      if (scaled > columns[j]) columns[j] = scaled;
    }
  }
  return { rows, columns };
}

function least(value: number): number {
  return value > 0 ? Number.MIN_VALUE : 0;
}

function needed(values: Float64Array): boolean {
  return Math.min(...values) / Math.max(...values) < THRESHOLD;
}

function inRange(dtype: FloatDType, sizes: Float64Array): boolean {
  const largest = Math.max(...sizes);
  const small = SMALL[realDType(dtype)];
  return largest >= small && largest <= 1 / small;
}

/** Exponents that undo others. */
export function negated(exponents: Int32Array): Int32Array {
  return exponents.map(exponent => -exponent);
}

/** Entry (i, j) times 2^(rows[i] + columns[j]), in place. */
export function applyScaling(a: FloatData, n: number, rows: Int32Array, columns: Int32Array): void {
  const width = a.length / (n * n);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const exponent = rows[i] + columns[j];
      for (let part = 0; part < width; part++, at++) a[at] = scale(a[at], exponent);
    }
  }
}

/** Beyond this ratio of row norms, or beyond these magnitudes, A may be badly scaled. */
const WIDE = 64;
const LIMIT = { float32: 1e18, float64: 1e150 };

/** Whether A may be badly scaled: a quick look, on which `scalingOf` decides. */
export function hasUnevenRows(dtype: FloatDType, n: number, a: FloatData): boolean {
  const length = n * components(dtype);
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < n; i++) {
    // NaN counts for nothing here.
    let magnitude = 0;
    for (let at = i * length; at < (i + 1) * length; at++) {
      if (a[at] > magnitude) magnitude = a[at];
      else if (-a[at] > magnitude) magnitude = -a[at];
    }
    least = Math.min(least, magnitude);
    most = Math.max(most, magnitude);
  }
  const limit = LIMIT[realDType(dtype)];
  return most > WIDE * least || most > limit || least < 1 / limit;
}
