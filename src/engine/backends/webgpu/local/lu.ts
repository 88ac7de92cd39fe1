/**
 * PA = LU with partial pivoting: panels of 32 columns, and products for the rest.
 *
 * Source: right-looking blocked LU (LAPACK xGETRF); see panel.wgsl for a panel. Nothing leaves the device.
 */
import type { Job } from './job.js';
import { product } from './product.js';
import type { IBinding } from './programs.js';
import { solveTriangle } from './triangle.js';

/** Columns of a panel, and rows of a diagonal block; the kernels have room for as many. */
export const BLOCK = 32;

const PANEL: readonly IBinding[] = [
  { name: 'a', type: 'E', write: true },
  { name: 'pivots', type: 'i32', write: true },
  { name: 'info', type: 'i32', write: true }
];
const SWAP: readonly IBinding[] = [
  { name: 'a', type: 'E', write: true },
  { name: 'order', type: 'i32', write: true },
  { name: 'pivots', type: 'i32' }
];

export interface IMatrixBatch {
  complex: boolean;
  count: number;
  rows: number;
  columns: number;
}

/**
 * Factors in place.
 * @param buffers `[a, pivots, info]`, and the order of the columns of an inverse, if it is wanted; `info` is 0 before
 */
export function factorPanels(
  job: Job,
  [a, pivots, info, order]: readonly GPUBuffer[],
  { complex, count, rows, columns }: IMatrixBatch
): void {
  const each = Math.min(rows, columns);
  const next = rows * columns;
  const place = (i: number, j: number) => ({ start: i * columns + j, ld: columns, next });
  for (let from = 0; from < each; from += BLOCK) {
    const width = Math.min(BLOCK, each - from);
    const to = from + width;
    const counts = { THREADS: panelThreads(job, rows - from) };
    const panel = { kernel: 'panel', complex, bindings: PANEL, counts } as const;
    job.each(panel, [a, pivots, info], [1, 1], count, [rows, columns, from, width, next, each]);
    exchangeRows(job, [a, pivots, order], {
      complex,
      count,
      columns,
      next,
      first: from,
      exchanges: width,
      keep: [from, to],
      each,
      nextPivots: each
    });
    const right = columns - to;
    if (right === 0) continue;
    solveTriangle(job, [a], {
      complex,
      count,
      rows: width,
      columns: right,
      t: place(from, from),
      x: place(from, to),
      upper: false,
      unit: true
    });
    if (to === rows) continue;
    product(job, [a], {
      complex,
      count,
      sizes: [rows - to, right, width],
      a: place(to, from),
      b: place(from, to),
      c: place(to, to),
      subtract: true
    });
  }
}

/** Threads for a panel of so many rows: a few rows each, as far as the adapter allows. */
function panelThreads(job: Job, rows: number): number {
  if (rows <= 64) return 64;
  return rows <= 512
    ? 256
    : Math.min(1024, job.machine.device.limits.maxComputeInvocationsPerWorkgroup);
}

export interface IExchange {
  complex: boolean;
  count: number;
  columns: number;
  next: number;
  /** The first exchange, and how many. */
  first: number;
  exchanges: number;
  /** Columns that are left as they are. */
  keep: readonly [from: number, to: number];
  /** Pivots a matrix, and from those of one matrix to the next. */
  each: number;
  nextPivots: number;
  backwards?: boolean;
}

/** @param buffers `[a, pivots]`, and the order of columns to exchange as the rows, if any */
export function exchangeRows(
  job: Job,
  [a, pivots, order]: readonly (GPUBuffer | undefined)[],
  exchange: IExchange
): void {
  const { complex, count, columns, next, first, exchanges, keep, each, nextPivots } = exchange;
  const groups = Math.ceil((columns + (order ? 1 : 0)) / 64);
  const buffers = [a, order ?? job.scratch(1), pivots] as GPUBuffer[];
  job.each({ kernel: 'swap', complex, bindings: SWAP }, buffers, [groups, 1], count, [
    columns,
    columns,
    first,
    exchanges,
    ...keep,
    next,
    each,
    nextPivots,
    exchange.backwards ? 1 : 0,
    order ? 1 : 0
  ]);
}
