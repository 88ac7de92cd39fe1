/** Products of matrices, and the updates that blocked algorithms are made of. */

import type { ITiles } from '../../../core/gpu/gpu.js';
import type { Job } from './job.js';
import type { IBinding } from './programs.js';

/** A matrix within a buffer: where it starts, its row length, and how far the next member is. */
export interface IPlace {
  start: number;
  ld: number;
  next: number;
}

/** Which of the operands are in one buffer; the last buffer is the one that is written. */
const BUFFERS = {
  apart: ['matrixA', 'matrixB', 'matrixC'],
  left: ['matrixA', 'matrixC', 'matrixC'],
  one: ['matrixC', 'matrixC', 'matrixC']
} as const;

export interface IUpdate {
  complex: boolean;
  count: number;
  /** C is m by n, A is m by k. */
  sizes: readonly [m: number, n: number, k: number];
  a: IPlace;
  b: IPlace;
  c: IPlace;
  subtract: boolean;
}

/**
 * C := C − A·B or A·B.
 * @param buffers `[c, a, b]`; `[c, a]` where B is in C's buffer, `[c]` where A is too
 */
export function product(job: Job, buffers: readonly GPUBuffer[], update: IUpdate): void {
  const { complex, count, sizes, a, b, c, subtract } = update;
  const [m, n, k] = sizes;
  const [nameA, nameB] = BUFFERS[(['one', 'left', 'apart'] as const)[buffers.length - 1]];
  const tiles = tilesFor(job, m, n, count);
  const inputs = [...new Set([nameA, nameB])].filter(name => name !== 'matrixC');
  const bindings: IBinding[] = [
    { name: 'matrixC', type: 'E', write: true },
    ...inputs.map(name => ({ name, type: 'E' }) as const)
  ];
  job.each(
    {
      kernel: 'gemm',
      complex,
      bindings,
      replace: {
        ...(nameA === 'matrixA' ? {} : { matrixA: nameA }),
        ...(nameB === 'matrixB' ? {} : { matrixB: nameB })
      },
      counts: { TM: tiles.rows, TN: tiles.columns }
    },
    buffers,
    [Math.ceil(n / (16 * tiles.columns)), Math.ceil(m / (16 * tiles.rows))],
    count,
    [m, n, k, a.ld, b.ld, c.ld, a.start, b.start, c.start, a.next, b.next, c.next, subtract ? 1 : 0]
  );
}

/**
 * Workgroups that keep a device busy; smaller products get smaller tiles, down to an entry a thread. In
 * software there are few cores, and to start a workgroup is what costs.
 */
const BUSY = { gpu: 64, software: 2 } as const;

function tilesFor(job: Job, m: number, n: number, count: number): ITiles {
  const { rows, columns } = job.machine.tiles;
  const busy = job.machine.device.adapterInfo.isFallbackAdapter ? BUSY.software : BUSY.gpu;
  let tiles = { rows, columns };
  const groups = () => Math.ceil(m / (16 * tiles.rows)) * Math.ceil(n / (16 * tiles.columns));
  while (tiles.rows > 1 && groups() * count < busy) {
    tiles = { rows: Math.max(1, tiles.rows / 2), columns: Math.max(1, tiles.columns / 2) };
  }
  return tiles;
}

export function multiplyMatrices(
  job: Job,
  buffers: readonly GPUBuffer[],
  complex: boolean,
  count: number,
  sizes: readonly [m: number, n: number, k: number],
  [nextA, nextB]: readonly [number, number]
): void {
  const [m, n, k] = sizes;
  product(job, buffers, {
    complex,
    count,
    sizes,
    a: { start: 0, ld: k, next: nextA },
    b: { start: 0, ld: n, next: nextB },
    c: { start: 0, ld: n, next: m * n },
    subtract: false
  });
}
