/**
 * The operations of a device, each a row of dispatches. Matrices are row-major, those of a batch one after
 * the other, complex ones interleaved; the first number says whether they are complex.
 */
import type { Operation } from '../../../core/gpu/gpu.js';
import { invertMatrices } from './inverse.js';
import type { Job } from './job.js';
import { factorPanels } from './lu.js';
import { multiplyMatrices } from './product.js';
import type { IBinding } from './programs.js';
import { solveFactored } from './solve.js';
import { clearWords, copyViews } from './words.js';

type Run = (job: Job, buffers: readonly GPUBuffer[], numbers: readonly number[]) => void;

const INFINITY = 0x7f800000;

const BINARY: readonly IBinding[] = [
  { name: 'c', type: 'E', write: true },
  { name: 'a', type: 'E' },
  { name: 'b', type: 'E' }
];
const NORM: readonly IBinding[] = [
  { name: 'norms', type: 'f32', write: true },
  { name: 'a', type: 'E' }
];
const CONDITION: readonly IBinding[] = [
  { name: 'kappa', type: 'f32', write: true },
  { name: 'norms', type: 'f32' },
  { name: 'inverses', type: 'f32' },
  { name: 'info', type: 'i32' }
];
const DETERMINANT: readonly IBinding[] = [
  { name: 'determinants', type: 'E', write: true },
  { name: 'signs', type: 'E', write: true },
  { name: 'logarithms', type: 'f32', write: true },
  { name: 'lu', type: 'E' },
  { name: 'pivots', type: 'i32' }
];
const HEAT: readonly IBinding[] = [
  { name: 'heat', type: 'f32', write: true },
  { name: 'a', type: 'E' }
];

export const RUN: Readonly<Record<Operation, Run>> = {
  /** [target, source]; the numbers of copy.wgsl. Always in words. */
  copy: copyViews,
  /** [c, a, b]; complex, then the numbers of elementwise.wgsl. */
  elementwise: (job, buffers, [complex, ...numbers]) =>
    job.linear(
      { kernel: 'elementwise', complex: complex === 1, bindings: BINARY },
      buffers,
      Math.ceil(numbers[0] / 256),
      numbers
    ),
  /** [c, a, b]; complex, members, m, n, k, from one member of a and of b to the next. */
  multiply: (job, buffers, [complex, count, m, n, k, nextA, nextB]) =>
    multiplyMatrices(job, buffers, complex === 1, count, [m, n, k], [nextA, nextB]),
  /** [a, pivots, info], in place; complex, members, rows, columns. */
  factor: (job, buffers, [complex, count, rows, columns]) => {
    clearWords(job, buffers[2], count);
    factorPanels(job, buffers, { complex: complex === 1, count, rows, columns });
  },
  /** [b, lu, pivots], in place; complex, members, n, k, from one member of lu and of pivots to the next, 1 for Aᵀ. */
  solve: (job, buffers, [complex, count, n, k, nextLu, nextPivots, transposed]) =>
    solveFactored(job, buffers, {
      complex: complex === 1,
      count,
      n,
      k,
      nextLu,
      nextPivots,
      transposed: transposed === 1
    }),
  /** [x, info, a]; complex, members, n. */
  invert: (job, buffers, [complex, count, n]) =>
    invertMatrices(job, buffers, complex === 1, count, n),
  /** [norms, a]; complex, members, rows, columns, kind and smallest as in norm.wgsl. */
  norm: (job, buffers, [complex, count, ...numbers]) =>
    job.each(
      { kernel: 'norm', complex: complex === 1, bindings: NORM },
      buffers,
      [1, 1],
      count,
      numbers
    ),
  /** [kappa, norms, inverses, info]; members. */
  condition: (job, buffers, [count]) =>
    job.linear(
      { kernel: 'condition', complex: false, bindings: CONDITION },
      buffers,
      Math.ceil(count / 64),
      [count, INFINITY]
    ),
  /** [determinants, signs, logarithms, lu, pivots]; complex, members, n. */
  determinant: (job, buffers, [complex, count, n]) =>
    job.linear(
      { kernel: 'determinant', complex: complex === 1, bindings: DETERMINANT },
      buffers,
      Math.ceil(count / 64),
      [count, n, INFINITY + 2 ** 31]
    ),
  /** [heat, a]; complex, n, block, cells along an edge. */
  heat: (job, buffers, [complex, n, block, cells]) =>
    job.linear(
      { kernel: 'heat', complex: complex === 1, bindings: HEAT },
      buffers,
      Math.ceil(cells ** 2 / 64),
      [n, block, cells]
    )
};
