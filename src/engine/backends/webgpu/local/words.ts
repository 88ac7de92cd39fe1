/** Words from buffer to buffer, and zeros. */
import type { Job } from './job.js';
import type { IBinding } from './programs.js';

const TARGET: IBinding = { name: 'target_', type: 'u32', write: true };
const SOURCE: IBinding = { name: 'source', type: 'u32' };

/** Threads of a workgroup of both kernels. */
const THREADS = 256;

/** @param numbers those of copy.wgsl */
export function copyViews(
  job: Job,
  buffers: readonly GPUBuffer[],
  numbers: readonly number[]
): void {
  const copy = { kernel: 'copy', complex: false, bindings: [TARGET, SOURCE] } as const;
  job.linear(copy, buffers, Math.ceil(numbers[0] / THREADS), numbers);
}

/** So many words from the start of one buffer to the start of another. */
export function copyWords(job: Job, target: GPUBuffer, source: GPUBuffer, words: number): void {
  copyViews(job, [target, source], [words, 1, 0, 0, 0, 0, 0, 0, words, 1, 1]);
}

export function clearWords(job: Job, target: GPUBuffer, words: number): void {
  const clear = { kernel: 'clear', complex: false, bindings: [TARGET] } as const;
  job.linear(clear, [target], Math.ceil(words / THREADS), [words]);
}
