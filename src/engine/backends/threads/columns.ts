/**
 * One inverse by several threads without a common memory, each of which owns some of the columns.
 *
 * Source: right-looking LU with panels dealt out in turn (ScaLAPACK PxGETRF on a row of processes), the
 * next panel first (look-ahead); then the columns of U⁻¹·L⁻¹, which need nothing of one another.
 * Ensures: the bits of one thread. A panel and what a column becomes do not depend on who computes them.
 */
import { allocate, type FloatData } from '../../core/dtype.js';
import type { EngineExports } from '../wasm/kernels.js';
import { Heap } from '../wasm/memory.js';
import type { IColumnsRequest, IPanel } from './protocol.js';

/** How panels travel. */
export interface IExchange {
  publish(panel: IPanel): void;
  receive(id: number, index: number): Promise<IPanel> | IPanel;
}

/** The columns that one thread computed. */
export interface IShare {
  /** Its columns, row-major. */
  x: FloatData;
  pivots: Int32Array;
  info: number;
}

/** A line, so that the rows of a power of two do not share the same few sets of the cache. */
const LINE = 64;

/** Computes this thread's share. */
export async function invertColumns(
  exports: EngineExports,
  request: IColumnsRequest,
  rank: number,
  exchange: IExchange
): Promise<IShare> {
  const share = new Share(exports, request, rank);
  const { panels } = share;
  for (let q = 0; q < panels; q++) {
    // Whoever owns this panel has factored it while the last one was applied.
    if (share.owns(q)) {
      if (q === 0) exchange.publish(share.factor(0));
    } else {
      share.accept(await exchange.receive(request.id, q));
    }
    share.exchangeLeft(q);
    if (q + 1 < panels && share.owns(q + 1)) {
      share.update(q, q + 1);
      exchange.publish(share.factor(q + 1));
    }
    for (let r = q + 2; r < panels; r++) if (share.owns(r)) share.update(q, r);
  }
  return share.finish(request.cuts[rank], request.cuts[rank + 1]);
}

/** The matrix in this thread's memory: its own columns, and the panels that the others sent. */
class Share {
  readonly panels: number;
  readonly #exports: EngineExports;
  readonly #heap: Heap;
  readonly #request: IColumnsRequest;
  readonly #rank: number;
  readonly #width: number;
  readonly #ld: number;
  readonly #suffix: 32 | 64;
  readonly #a: number;
  readonly #pivots: number;
  readonly #info: number;
  readonly #x: number;
  readonly #work: number;
  #firstZero = 0;

  constructor(exports: EngineExports, request: IColumnsRequest, rank: number) {
    const { n, a, cuts } = request;
    this.#exports = exports;
    this.#request = request;
    this.#rank = rank;
    this.#width = exports.panel_width(n);
    this.panels = Math.ceil(n / this.#width);
    const size = a.BYTES_PER_ELEMENT;
    this.#suffix = size === 4 ? 32 : 64;
    this.#ld = n + LINE / size;
    this.#heap = new Heap(exports.memory, exports.base());
    const share = cuts[rank + 1] - cuts[rank];
    const work = exports.work_bytes(n, n, size, 0);
    const sizes = [n * this.#ld * size, 4 * n, 4, n * share * size, work];
    const at = this.#heap.reserve('the part of a thread', ...sizes);
    [this.#a, this.#pivots, this.#info, this.#x, this.#work] = at;
    this.#copyOwn();
  }

  #copyOwn(): void {
    const { n, a } = this.#request;
    const own = Array.from({ length: this.panels }, (_, q) => q).filter(q => this.owns(q));
    let next = 0;
    for (let i = 0; i < n; i++) {
      for (const panel of own) {
        const [from, to] = this.#range(panel);
        this.#heap.write(this.#at(i, from), a.subarray(next, next + to - from));
        next += to - from;
      }
    }
  }

  owns(panel: number): boolean {
    return panel % this.#request.threads === this.#rank;
  }

  /** Factors a panel that is up to date, and gives it to be sent. */
  factor(index: number): IPanel {
    const { n, id, dtype } = this.#request;
    const [from, to] = this.#range(index);
    this.#heap.write(this.#info, new Int32Array(1));
    this.#call('panel', n, this.#ld, this.#a, this.#pivots, from, to, this.#info, this.#work);
    const info = new Int32Array(1);
    this.#heap.readIntegers(this.#info, info, 0, 1);
    const pivots = new Int32Array(to - from);
    this.#heap.readIntegers(this.#pivots + 4 * from, pivots, 0, to - from);
    this.#note(info[0]);
    const columns = allocate(dtype, n * (to - from));
    for (let i = 0; i < n; i++) {
      const row = columns.subarray(i * (to - from), (i + 1) * (to - from));
      this.#heap.read(this.#at(i, from), row);
    }
    return { id, index, columns, pivots, info: info[0] };
  }

  /** Takes over a panel that another thread factored. */
  accept({ index, columns, pivots, info }: IPanel): void {
    const [from, to] = this.#range(index);
    for (let i = 0; i < this.#request.n; i++) {
      const row = columns.subarray(i * (to - from), (i + 1) * (to - from));
      this.#heap.write(this.#at(i, from), row);
    }
    this.#heap.write(this.#pivots + 4 * from, pivots);
    this.#note(info);
  }

  /** The row exchanges of a panel in all columns to its left. */
  exchangeLeft(index: number): void {
    const [from, to] = this.#range(index);
    this.#call('exchange', this.#ld, this.#a, this.#pivots, from, to, 0, from);
  }

  /** Applies panel `index` to a panel to its right. */
  update(index: number, target: number): void {
    const [from, to] = this.#range(index);
    const [left, right] = this.#range(target);
    const { n } = this.#request;
    this.#call('trailing', n, this.#ld, this.#a, this.#pivots, from, to, left, right, this.#work);
  }

  /** Columns [first, last) of U⁻¹·L⁻¹. */
  finish(first: number, last: number): IShare {
    const { n, dtype } = this.#request;
    const x = allocate(dtype, n * (last - first));
    if (last > first) {
      this.#call('columns', n, this.#ld, this.#a, first, last, this.#x, this.#work);
      this.#heap.read(this.#x, x);
    }
    const pivots = new Int32Array(n);
    this.#heap.readIntegers(this.#pivots, pivots, 0, n);
    return { x, pivots, info: this.#firstZero };
  }

  #note(info: number): void {
    if (this.#firstZero === 0) this.#firstZero = info;
  }

  #range(index: number): [from: number, to: number] {
    const from = index * this.#width;
    return [from, Math.min(from + this.#width, this.#request.n)];
  }

  #at(row: number, column: number): number {
    return this.#a + (row * this.#ld + column) * this.#request.a.BYTES_PER_ELEMENT;
  }

  #call(step: 'panel' | 'trailing' | 'exchange' | 'columns', ...numbers: number[]): void {
    this.#exports[`${step}_${this.#suffix}`](...numbers);
  }
}
