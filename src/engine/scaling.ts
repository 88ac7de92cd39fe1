/**
 * Equilibration: rows and columns brought to a common size by powers of two, which round nothing.
 *
 * Source: LAPACK xGEEQU and xLAQGE (the rule of xGESVX, THRESH = 0.1). A⁻¹ = C·(R·A·C)⁻¹·R. Without it
 * the pivot order of a badly scaled matrix is decided by its units, and steps on the way may overflow.
 */
import type { IMatrices } from './check.js';
import type { IKernels } from './device.js';
import { allocate, type FloatData, type FloatDType, lanes, realDType } from './dtype.js';
import { magnitudes } from './magnitude.js';
import { exponentOf, scale } from './power.js';

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
    const size = Math.abs(a[i]);
    if (size > most) most = size;
    if (size < least && size > 0) least = size;
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
  const size = n * n * lanes(dtype);
  return members.flatMap(k => {
    const scaling = scalingOf(dtype, n, data.subarray(k * size, (k + 1) * size));
    return scaling ? [{ k, ...scaling }] : [];
  });
}

/**
 * Writes C·(R·A·C)⁻¹·R of scaled members to `inverses`; the others are left as they are. One whose inverse is
 * not finite is tried again with its columns scaled before its rows: what is small in both may have underflowed.
 * @returns the members that were inverted
 */
export function invertScaled(
  backend: IKernels,
  matrices: IMatrices,
  found: readonly IMemberScaling[],
  inverses: FloatData
): number[] {
  const first = invertAs(backend, matrices, found, inverses, false);
  const inverted = first.filter(one => one.isWritten).map(({ k }) => k);
  const doubtful = first.filter(one => !one.isFinite).map(({ k }) => k);
  if (doubtful.length === 0) return inverted;
  const others = columnsFirst(matrices, doubtful);
  const second = invertAs(backend, matrices, others, inverses, true);
  return [...new Set([...inverted, ...second.filter(one => one.isWritten).map(({ k }) => k)])];
}

/** Inverts scaled members together, and writes those that are regular, or of them those that are finite. */
function invertAs(
  backend: IKernels,
  { dtype, rows: n, data }: IMatrices,
  found: readonly IMemberScaling[],
  inverses: FloatData,
  onlyFinite: boolean
) {
  const size = n * n * lanes(dtype);
  const part = (of: FloatData, k: number) => of.subarray(k * size, (k + 1) * size);
  const a = allocate(dtype, found.length * n * n) as FloatData;
  found.forEach(({ k, rows, columns }, i) => {
    const own = part(a, i);
    own.set(part(data, k));
    applyScaling(own, n, rows, columns);
  });
  const x = allocate(dtype, found.length * n * n) as FloatData;
  const info = new Int32Array(found.length);
  const batch = { count: found.length, rows: n, columns: n };
  if (found.length > 0) backend.invert(dtype, batch, a, x, info);
  return found.map(({ k, rows, columns }, i) => {
    const own = part(x, i);
    applyScaling(own, n, columns, rows);
    // Of a matrix that is regular as it is, rounding may make one that is singular.
    const isRegular = info[i] <= 0;
    const finite = isRegular && own.every(Number.isFinite);
    const isWritten = finite || (isRegular && !onlyFinite);
    if (isWritten) part(inverses, k).set(own);
    return { k, isFinite: finite, isWritten };
  });
}

/** How members are scaled whose columns come first: as their transposes would be. */
function columnsFirst(
  { dtype, rows: n, data }: IMatrices,
  members: readonly number[]
): IMemberScaling[] {
  const width = lanes(dtype);
  const size = n * n * width;
  return members.flatMap(k => {
    const own = data.subarray(k * size, (k + 1) * size);
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

/** Entry (i, j) times 2^(rows[i] + columns[j]), in place. */
export function applyScaling(a: FloatData, n: number, rows: Int32Array, columns: Int32Array): void {
  const width = a.length / (n * n);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const exponent = rows[i] + columns[j];
      for (let lane = 0; lane < width; lane++, at++) a[at] = scale(a[at], exponent);
    }
  }
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
      if (a[at] > size) size = a[at];
      else if (-a[at] > size) size = -a[at];
    }
    least = Math.min(least, size);
    most = Math.max(most, size);
  }
  const limit = LIMIT[realDType(dtype)];
  return most > WIDE * least || most > limit || least < 1 / limit;
}
