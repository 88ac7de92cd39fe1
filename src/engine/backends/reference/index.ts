/** The plain-TypeScript kernels: short, exact in what they promise, and what every backend must agree with. */

import { components, type FloatData, type FloatDType } from '../../core/dtype.js';
import { hasUnevenRows } from '../cpu/scaling.js';
import { type IBatch, type IKernels, UNEVEN_ROWS } from '../kernels.js';
import { orthogonalize } from './jacobi.js';
import { factorOne } from './lu.js';
import { invertFactored, solveFactored } from './solve.js';
import { twofold } from './twofold.js';

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
  orthogonalize,
  twofold
};

function members(dtype: FloatDType, { rows, columns }: IBatch, data: FloatData) {
  const size = rows * columns * components(dtype);
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
