/**
 * One inverse by several workers in one memory. Its work is a row of stages, each in parts that do not touch
 * one another's columns; whoever is free takes the next part, and no stage begins before the last has ended.
 *
 * Source: right-looking LU, the next panel first (look-ahead), so that the others' updates hide its pivots'
 * search; then the columns of U⁻¹·L⁻¹, which need nothing of one another.
 * Ensures: the bits of one thread. A panel and what a column becomes do not depend on who computes them, nor
 * on which others are computed with it.
 */
import type { EngineExports } from '../wasm/kernels.js';
import {
  APART,
  columnOrder,
  counterBytes,
  type ISharedOne,
  PANEL,
  placeColumns
} from './protocol.js';
import { type Look, waitFor } from './wait.js';
import { viewAt } from './work.js';

/** The fewest columns of a part: a part packs all rows of the panel, whatever its width. */
const NARROW = 64;

/** Computes parts until none is left. */
export function invertShared(
  exports: EngineExports,
  memory: WebAssembly.Memory,
  request: ISharedOne,
  look?: Look
): void {
  const { dtype, n, ld, cuts, at } = request;
  const [suffix, size] = dtype === 'float32' ? ([32, 4] as const) : ([64, 8] as const);
  const threads = cuts.length - 1;
  const panels = Math.ceil(n / PANEL);
  const edge = (panel: number) => Math.min(panel * PANEL, n);
  const counters = new Int32Array(memory.buffer, at.counters, counterBytes(n) / 4);
  const stages = new Stages(counters, look);
  const factor = (panel: number) =>
    exports[`panel_${suffix}`](
      ...[n, ld, at.a, at.pivots, edge(panel), edge(panel + 1), at.info, at.work]
    );
  const update = (panel: number, left: number, right: number) =>
    exports[`trailing_${suffix}`](
      ...[n, ld, at.a, at.pivots, edge(panel), edge(panel + 1), left, right, at.work]
    );
  stages.run(1, () => factor(0));
  for (let panel = 1; panel < panels; panel++) {
    const left = edge(panel + 1);
    const width = partWidth(n - left, threads);
    stages.run(1 + Math.ceil((n - left) / width), part => {
      if (part === 0) {
        update(panel - 1, edge(panel), left);
        factor(panel);
        return;
      }
      const from = left + (part - 1) * width;
      update(panel - 1, from, Math.min(from + width, n));
    });
  }
  // The rows that later panels exchanged, in the columns of L: put off, since those were being read.
  stages.run(panels - 1, panel =>
    exports[`exchange_${suffix}`](
      ...[ld, at.a, at.pivots, edge(panel + 1), n, edge(panel), edge(panel + 1) - edge(panel)]
    )
  );
  stages.run(threads, part => {
    const [first, last] = [cuts[part], cuts[part + 1]];
    if (first === last) return;
    const x = at.x + n * first * size;
    exports[`columns_${suffix}`](n, ld, at.a, first, last, x, at.work);
  });
  place(stages, memory, request);
}

/** The inverse, in the place of the factors, which nobody needs any more. */
function place(stages: Stages, { buffer }: WebAssembly.Memory, request: ISharedOne): void {
  const { dtype, n, cuts, at } = request;
  const threads = cuts.length - 1;
  const order = columnOrder(new Int32Array(buffer, at.pivots, n));
  const out = viewAt(dtype, buffer, at.a, n * n);
  const height = Math.ceil(n / (2 * threads));
  stages.run(Math.ceil(n / height), part => {
    const rows = [part * height, Math.min(n, (part + 1) * height)] as const;
    for (let cut = 0; cut < threads; cut++) {
      const [first, last] = [cuts[cut], cuts[cut + 1]];
      const from = at.x + n * first * out.BYTES_PER_ELEMENT;
      const x = viewAt(dtype, buffer, from, n * (last - first));
      placeColumns(n, rows, [first, last], x, order, out);
    }
  });
}

/** Columns of a part: some parts for each worker, so that none waits long for the last. */
function partWidth(columns: number, threads: number): number {
  return Math.max(NARROW, Math.ceil(columns / (2 * threads * 32)) * 32);
}

/** The stages, by two counters each: parts that were taken, and parts that are done. */
class Stages {
  readonly #counters: Int32Array;
  readonly #look?: Look;
  #next = 0;

  constructor(counters: Int32Array, look?: Look) {
    this.#counters = counters;
    this.#look = look;
  }

  run(parts: number, work: (part: number) => void): void {
    const counters = this.#counters;
    const taken = APART * this.#next++;
    const done = APART * this.#next++;
    for (;;) {
      const part = Atomics.add(counters, taken, 1);
      if (part >= parts) break;
      work(part);
      if (Atomics.add(counters, done, 1) + 1 === parts) Atomics.notify(counters, done);
    }
    waitFor(counters, done, parts, this.#look);
  }
}
