/** A device that runs nothing: it goes through the indices that the kernels would touch, and minds their ends. */

import type { IGpu, Operation, Words } from '../../src/engine/core/gpu/gpu.js';
import { RuntimeError } from '../../src/engine/index.js';

/** Steps of a kernel after which it counts as one that never ends. */
const ENDLESS = 2 ** 27;

/** The last index of each buffer that an operation touches, in words; −1 where none. */
type Reach = (numbers: readonly number[]) => number[];

const width = (complex: number) => (complex === 1 ? 2 : 1);
/** The last word of an entry. */
const word = (entry: number, complex: number) => (entry + 1) * width(complex) - 1;

/** As copy.wgsl and elementwise.wgsl walk: the last dimension first. */
function walk(count: number, dims: number, starts: readonly number[], axes: readonly number[]) {
  if (dims > 16 || axes.length !== 3 * dims) throw new Error(`${dims} dimensions of ${axes}`);
  const last = [-1, -1];
  // Indices of boxes grow with each digit: only corners need be seen, and these are among a few of each.
  const ids =
    count <= 5000 ? Array.from({ length: count }, (_, i) => i) : cornersOf(count, dims, axes);
  for (const index of ids) {
    let rest = index;
    const at = [...starts];
    for (let d = 0; d < dims; d++) {
      const i = rest % axes[3 * d];
      rest = Math.floor(rest / axes[3 * d]);
      at[0] += i * axes[3 * d + 1];
      at[1] += i * axes[3 * d + 2];
    }
    last[0] = Math.max(last[0], at[0]);
    last[1] = Math.max(last[1], at[1]);
  }
  return last;
}

function cornersOf(count: number, dims: number, axes: readonly number[]): number[] {
  let [all, corners] = [1, [0]];
  for (let d = 0; d < dims; d++) {
    const scale = all;
    const size = axes[3 * d];
    if (scale >= count) break;
    corners = corners.flatMap(base => [base, base + (size - 1) * scale]);
    all *= size;
  }
  return [...corners, count - 1].filter(index => index < count);
}

const REACH: Readonly<Record<Operation, Reach>> = {
  copy: ([count, dims, from, to, , , , , ...axes]) => {
    const [source, target] = walk(count, dims, [from, to], axes);
    return [target, source];
  },
  elementwise: ([complex, count, dims, , a, b, , , , ...axes]) => {
    const ends = walk(count, dims, [a, b], axes);
    return [word(count - 1, complex), ...ends.map(end => word(end, complex))];
  },
  multiply: ([complex, count, m, n, k, nextA, nextB]) =>
    [
      (count - 1) * m * n + (m - 1) * n + n - 1,
      k === 0 ? -1 : (count - 1) * nextA + (m - 1) * k + k - 1,
      k === 0 ? -1 : (count - 1) * nextB + (k - 1) * n + n - 1
    ].map(entry => word(entry, complex)),
  factor: ([complex, count, rows, columns]) => [
    word((count - 1) * rows * columns + (rows - 1) * columns + columns - 1, complex),
    (count - 1) * Math.min(rows, columns) + Math.min(rows, columns) - 1,
    count - 1
  ],
  solve: ([complex, count, n, k, nextLu, nextPivots]) => [
    word((count - 1) * n * k + (n - 1) * k + k - 1, complex),
    word((count - 1) * nextLu + (n - 1) * n + n - 1, complex),
    (count - 1) * nextPivots + n - 1
  ],
  invert: ([complex, count, n]) => [
    word((count - 1) * n * n + (n - 1) * n + n - 1, complex),
    count - 1,
    word(count * n * n - 1, complex)
  ],
  norm: ([complex, count, rows, columns, kind]) => {
    const outer = kind === 0 ? columns : rows;
    if (outer > ENDLESS * 256) throw new Error('norm never ends');
    return [count - 1, word(count * rows * columns - 1, complex)];
  },
  condition: ([count]) => new Array(4).fill(count - 1),
  determinant: ([complex, count, n]) => [
    word(count - 1, complex),
    word(count - 1, complex),
    count - 1,
    n === 0 ? -1 : word((count - 1) * n * n + (n - 1) * (n + 1), complex),
    (count - 1) * n + n - 1
  ],
  heat: ([complex, n, block, cells]) => {
    const top = (cells - 1) * block;
    if (top + block >= 2 ** 32 || block ** 2 > ENDLESS) throw new Error('heat never ends');
    return [cells ** 2 - 1, word(n * n - 1, complex)];
  }
};

export class KernelsModel implements IGpu {
  readonly #sizes = new Map<number, number>();
  #last = 1000;
  runs = 0;

  async ready(): Promise<void> {}

  get buffers(): number {
    return this.#sizes.size;
  }

  create(words: number): number {
    if (words > 2 ** 29) throw new RuntimeError('over the limit', { op: 'test', code: 'device' });
    this.#sizes.set(++this.#last, words);
    return this.#last;
  }

  write(target: number, data: Words): void {
    if (data.length > this.#size(target)) throw new Error('write past the end');
  }

  run(operation: Operation, handles: readonly number[], numbers: readonly number[]): void {
    this.runs++;
    const reach = REACH[operation](numbers);
    if (reach.length !== handles.length) throw new Error(`${operation}: ${handles.length} buffers`);
    handles.forEach((handle, i) => {
      if (!(reach[i] < this.#size(handle))) {
        throw new Error(`${operation} of [${numbers}] reaches word ${reach[i]} of buffer ${i}`);
      }
    });
  }

  async read(source: number, first: number, words: number): Promise<ArrayBuffer> {
    if (first + words > this.#size(source)) throw new Error('read past the end');
    return new ArrayBuffer(0);
  }

  free(handle: number): void {
    this.#size(handle);
    this.#sizes.delete(handle);
  }

  #size(handle: number): number {
    const size = this.#sizes.get(handle);
    if (size === undefined) throw new Error(`no buffer ${handle}`);
    return size;
  }
}
