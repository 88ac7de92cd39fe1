/** Solving with triangles, block by block. */
import type { Job } from './job.js';
import { type IPlace, product } from './product.js';
import type { IBinding } from './programs.js';

export interface ITriangle {
  complex: boolean;
  count: number;
  /** Rows of the triangle, at most a block. */
  rows: number;
  columns: number;
  t: IPlace;
  x: IPlace;
  upper: boolean;
  /** Whether the diagonal is ones, which are not stored. */
  unit: boolean;
}

/**
 * X := T⁻¹·X for one diagonal block.
 * @param buffers `[x, t]`, or `[x]` where both are in one
 */
export function solveTriangle(job: Job, buffers: readonly GPUBuffer[], block: ITriangle): void {
  const { complex, count, rows, columns, t, x, upper, unit } = block;
  const bindings: IBinding[] = [{ name: 'matrixX', type: 'E', write: true }];
  if (buffers.length > 1) bindings.push({ name: 'matrixT', type: 'E' });
  const replace = buffers.length > 1 ? undefined : { matrixT: 'matrixX' };
  const groups = Math.ceil(columns / 64);
  job.each({ kernel: 'triangle', complex, bindings, replace }, buffers, [groups, 1], count, [
    rows,
    columns,
    t.ld,
    x.ld,
    t.start,
    x.start,
    t.next,
    x.next,
    upper ? 1 : 0,
    unit ? 1 : 0
  ]);
}

export interface ITriangularSystem {
  complex: boolean;
  count: number;
  n: number;
  upper: boolean;
  unit: boolean;
  /** From one triangle to the next. */
  nextT: number;
  /** Row length of X, and how many columns block `b` of its rows has: those of L⁻¹ are a triangle too. */
  ld: number;
  columns: (lastRow: number) => number;
}

/**
 * X := T⁻¹·X for a whole triangle: a diagonal block at a time, then what it changes in the rest.
 * @param buffers `[x, t]`
 */
export function solveSystem(
  job: Job,
  buffers: readonly GPUBuffer[],
  blockRows: number,
  system: ITriangularSystem
): void {
  const { complex, count, n, upper, unit, nextT, ld } = system;
  const blocks = Math.ceil(n / blockRows);
  const t = (i: number, j: number): IPlace => ({ start: i * n + j, ld: n, next: nextT });
  const x = (i: number): IPlace => ({ start: i * ld, ld, next: n * ld });
  for (let step = 0; step < blocks; step++) {
    const from = (upper ? blocks - 1 - step : step) * blockRows;
    const to = Math.min(from + blockRows, n);
    const columns = system.columns(to);
    const diagonal = { complex, count, rows: to - from, columns, upper, unit };
    solveTriangle(job, buffers, { ...diagonal, t: t(from, from), x: x(from) });
    const rest = upper ? from : n - to;
    if (rest === 0) continue;
    const first = upper ? 0 : to;
    product(job, buffers, {
      complex,
      count,
      sizes: [rest, columns, to - from],
      a: t(first, from),
      b: x(from),
      c: x(first),
      subtract: true
    });
  }
}
