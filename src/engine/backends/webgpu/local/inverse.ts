/**
 * Inverses: a thread a matrix up to 4 by 4, a workgroup a matrix as far as its memory reaches, panels and
 * products above. All of them U⁻¹·L⁻¹·P, the algorithm of the CPU.
 */
import type { Job } from './job.js';
import { BLOCK, factorPanels } from './lu.js';
import type { IBinding } from './programs.js';
import { solveSystem } from './triangle.js';
import { clearWords, copyWords } from './words.js';

const INVERT: readonly IBinding[] = [
  { name: 'x', type: 'E', write: true },
  { name: 'info', type: 'i32', write: true },
  { name: 'a', type: 'E' }
];
const IDENTITY: readonly IBinding[] = [
  { name: 'x', type: 'E', write: true },
  { name: 'order', type: 'i32', write: true }
];
const PERMUTE: readonly IBinding[] = [
  { name: 'x', type: 'E', write: true },
  { name: 'y', type: 'E' },
  { name: 'order', type: 'i32' }
];

/** @param buffers `[x, info, a]`; a is not changed */
export function invertMatrices(
  job: Job,
  buffers: readonly GPUBuffer[],
  complex: boolean,
  count: number,
  n: number
): void {
  if (n <= 4) {
    const tiny = { kernel: 'tiny', complex, bindings: INVERT, counts: { N: n } } as const;
    job.linear(tiny, buffers, Math.ceil(count / 64), [count]);
    return;
  }
  const threads = 2 ** Math.ceil(Math.log2(n));
  const bytes = 2 * threads ** 2 * (complex ? 8 : 4);
  const room = job.machine.device.limits.maxComputeWorkgroupStorageSize;
  if (threads <= 64 && bytes <= room) {
    const together = Math.max(1, Math.min(64 / threads, Math.floor(room / bytes)));
    const counts = { T: threads, G: together };
    const small = { kernel: 'small', complex, bindings: INVERT, counts } as const;
    job.linear(small, buffers, Math.ceil(count / together), [0, n, count]);
    return;
  }
  invertBlocked(job, buffers, complex, count, n);
}

function invertBlocked(
  job: Job,
  [x, info, a]: readonly GPUBuffer[],
  complex: boolean,
  count: number,
  n: number
): void {
  const words = count * n * n * (complex ? 2 : 1);
  const lu = job.scratch(words);
  const y = job.scratch(words);
  const order = job.scratch(count * n);
  const pivots = job.scratch(count * n);
  const squares = [Math.ceil(n / 16), Math.ceil(n / 16)] as const;
  copyWords(job, lu, a, words);
  clearWords(job, info, count);
  job.each({ kernel: 'identity', complex, bindings: IDENTITY }, [y, order], squares, count, [n]);
  factorPanels(job, [lu, pivots, info, order], { complex, count, rows: n, columns: n });
  const system = { complex, count, n, nextT: n * n, ld: n };
  const lower = { ...system, upper: false, unit: true, columns: (lastRow: number) => lastRow };
  solveSystem(job, [y, lu], BLOCK, lower);
  solveSystem(job, [y, lu], BLOCK, { ...system, upper: true, unit: false, columns: () => n });
  job.each({ kernel: 'permute', complex, bindings: PERMUTE }, [x, y, order], squares, count, [n]);
}
