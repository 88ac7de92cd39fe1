/** The plain-TypeScript kernels: short, exact in what they promise, and what every backend must agree with. */
import { type IBatch, type IKernels, UNEVEN_ROWS } from '../device.js';
import { type FloatData, type FloatDType, lanes, realDType } from '../dtype.js';
import { orthogonalize } from './jacobi.js';
import { factorOne } from './lu.js';
import { invertFactored, solveFactored } from './solve.js';

export const referenceKernels: IKernels = {
  name: 'reference',
  factor(dtype, batch, a, pivots, info) {
    const { rows, columns } = batch;
    const each = Math.min(rows, columns);
    forEachMember(dtype, batch, a, (lu, k) => {
      const own = pivots.subarray(k * each, (k + 1) * each);
      info[k] = factorOne(dtype, [rows, columns], lu, own);
    });
  },
  invert(dtype, batch, a, out, info) {
    const n = batch.rows;
    const pivots = new Int32Array(n);
    const inverses = members(dtype, batch, out);
    forEachMember(dtype, batch, a, (part, k) => {
      const lu = part.slice();
      info[k] = factorOne(dtype, [n, n], lu, pivots);
      invertFactored({ dtype, n, lu, pivots }, inverses(k));
      if (info[k] === 0 && hasUnevenRows(dtype, n, part)) info[k] = UNEVEN_ROWS;
    });
  },
  solve(dtype, { n, k, mode }, lu, pivots, b) {
    solveFactored({ dtype, n, lu, pivots }, b, k, mode);
  },
  orthogonalize
};

function members(dtype: FloatDType, { rows, columns }: IBatch, data: FloatData) {
  const size = rows * columns * lanes(dtype);
  return (k: number) => data.subarray(k * size, (k + 1) * size);
}

function forEachMember(
  dtype: FloatDType,
  batch: IBatch,
  data: FloatData,
  visit: (member: FloatData, k: number) => void
): void {
  const member = members(dtype, batch, data);
  for (let k = 0; k < batch.count; k++) visit(member(k), k);
}

/** Beyond this ratio of row norms, or beyond these magnitudes, A may be badly scaled. */
const WIDE = 64;
const LIMIT = { float32: 1e18, float64: 1e150 };

function hasUnevenRows(dtype: FloatDType, n: number, a: FloatData): boolean {
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
