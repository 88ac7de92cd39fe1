/** A matrix that is being written: what stands in its cells, and how it came there. No DOM, no mathematics. */

/** The cells that depend on each other. */
export type Mode = 'free' | 'symmetric' | 'upper' | 'lower';

/** The precision in which is computed; complex entries have the complex dtype of the same. */
export type Precision = 'float64' | 'float32';

/** The least and the largest entry. */
export type Bounds = readonly [number, number];

export interface IMatrixOptions {
  mode?: Mode;
  dtype?: Precision;
  readOnly?: boolean;
  /** Between which entries have to be. */
  bounds?: Bounds;
}

/** The largest number of rows and columns. */
export const LARGEST = 200;
/** Characters of an entry: more is no number that someone wrote. */
export const LONGEST = 200;
/** How many edits can be undone. */
const HISTORY = 200;

type Entries = readonly (readonly string[])[];

/** The state that an undo brings back. */
interface IState {
  entries: Entries;
  mode: Mode;
  dtype: Precision;
  bounds?: Bounds;
}

export class MatrixModel {
  #entries: Entries;
  #past: IState[] = [];
  #future: IState[] = [];
  #mode: Mode;
  #dtype: Precision;
  #revision = 0;
  readonly readOnly: boolean;
  #bounds?: Bounds;
  readonly #listeners = new Set<() => void>();

  constructor(
    entries: Entries,
    { mode = 'free', dtype = 'float64', readOnly = false, bounds }: IMatrixOptions = {}
  ) {
    this.#mode = mode;
    this.#dtype = dtype;
    this.readOnly = readOnly;
    this.#bounds = bounds;
    this.#entries = this.#shaped(entries);
  }

  /**
   * Calls back after every change.
   * @returns what ends that
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get entries(): Entries {
    return this.#entries;
  }

  get rows(): number {
    return this.#entries.length;
  }

  get columns(): number {
    return this.#entries[0]?.length ?? 0;
  }

  get mode(): Mode {
    return this.#mode;
  }

  get dtype(): Precision {
    return this.#dtype;
  }

  /** Between which entries have to be; undefined: anywhere. */
  get bounds(): Bounds | undefined {
    return this.#bounds;
  }

  /** Grows with every change: answers to an older one are stale. */
  get revision(): number {
    return this.#revision;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /**
   * Puts a block of entries at a place, growing to fit.
   *
   * @param merge whether it goes on with the edit before, and is undone with it
   */
  write(row: number, column: number, given: Entries, merge = false): void {
    const block = bounded(given);
    const rows = Math.min(LARGEST, Math.max(this.rows, row + block.length));
    const columns = Math.min(LARGEST, Math.max(this.columns, column + (block[0]?.length ?? 0)));
    const next = resized(this.#entries, rows, columns);
    block.forEach((line, i) => {
      line.forEach((text, j) => {
        if (row + i < rows && column + j < columns) next[row + i][column + j] = text.trim() || '0';
      });
    });
    this.#commit(this.#mirrored(next, row, column, block), merge);
  }

  /** Repeats the first row (or column) of a block over the rest of it. */
  fill(row: number, column: number, rows: number, columns: number, along: 'down' | 'right'): void {
    const block = Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) =>
        along === 'down' ? this.#entries[row][column + j] : this.#entries[row + i][column]
      )
    );
    this.write(row, column, block);
  }

  resize(rows: number, columns: number): void {
    const within = (size: number) => Math.min(LARGEST, Math.max(1, size));
    this.#commit(resized(this.#entries, within(rows), within(columns)));
  }

  removeRow(row: number): void {
    if (this.rows === 1) return;
    const next = this.#entries.filter((_, i) => i !== row);
    this.#commit(this.#isSquare ? without(next, row) : next);
  }

  removeColumn(column: number): void {
    if (this.columns === 1) return;
    const next = without(this.#entries, column);
    this.#commit(this.#isSquare ? next.filter((_, i) => i !== column) : next);
  }

  replace(entries: Entries): void {
    this.#commit(entries);
  }

  setMode(mode: Mode): void {
    if (mode === this.#mode || this.readOnly) return;
    this.#remember();
    this.#mode = mode;
    this.#set(this.#shaped(this.#entries));
  }

  setDtype(dtype: Precision): void {
    if (dtype === this.#dtype || this.readOnly) return;
    this.#remember();
    this.#dtype = dtype;
    this.#set(this.#entries);
  }

  setBounds(bounds: Bounds | undefined): void {
    if (String(bounds) === String(this.#bounds) || this.readOnly) return;
    this.#remember();
    this.#bounds = bounds;
    this.#set(this.#entries);
  }

  undo(): void {
    this.#travel(this.#past, this.#future);
  }

  redo(): void {
    this.#travel(this.#future, this.#past);
  }

  /** Whether a cell is decided by the mode, and not by whoever writes. */
  isFixed(row: number, column: number): boolean {
    return (this.#mode === 'upper' && row > column) || (this.#mode === 'lower' && row < column);
  }

  /** All modes but one are of square matrices: rows and columns come and go together. */
  get #isSquare(): boolean {
    return this.#mode !== 'free';
  }

  get #now(): IState {
    return {
      entries: this.#entries,
      mode: this.#mode,
      dtype: this.#dtype,
      bounds: this.#bounds
    };
  }

  #travel(from: IState[], to: IState[]): void {
    const state = from.pop();
    if (!state || this.readOnly) return;
    to.push(this.#now);
    this.#mode = state.mode;
    this.#dtype = state.dtype;
    this.#bounds = state.bounds;
    this.#set(state.entries);
  }

  #remember(): void {
    this.#past.push(this.#now);
    if (this.#past.length > HISTORY) this.#past.shift();
    this.#future = [];
  }

  #commit(entries: Entries, merge = false): void {
    const next = this.#shaped(entries);
    if (this.readOnly || same(next, this.#entries)) return;
    if (!merge) this.#remember();
    this.#set(next);
  }

  #set(entries: Entries): void {
    this.#entries = entries;
    this.#revision++;
    for (const tell of this.#listeners) tell();
  }

  /** Entries that were written below the diagonal of a symmetric matrix are written above it too. */
  #mirrored(next: string[][], row: number, column: number, block: Entries): string[][] {
    if (this.#mode !== 'symmetric') return next;
    const size = Math.max(next.length, next[0]?.length ?? 0);
    const square = resized(next, size, size);
    block.forEach((line, i) => {
      line.forEach((_, j) => {
        if (row + i < size && column + j < size)
          square[column + j][row + i] = square[row + i][column + j];
      });
    });
    return square;
  }

  /** At least one entry, rows of one length, and what the mode wants. */
  #shaped(entries: Entries): Entries {
    const rows = Math.min(LARGEST, Math.max(1, entries.length));
    const columns = Math.max(1, ...bounded(entries).map(line => line.length));
    const size = Math.max(rows, columns);
    const whole = this.#isSquare ? resized(entries, size, size) : resized(entries, rows, columns);
    if (!this.#isSquare) return whole;
    return whole.map((line, i) =>
      line.map((text, j) => {
        if (this.isFixed(i, j)) return '0';
        return this.#mode === 'symmetric' && j < i ? whole[j][i] : text;
      })
    );
  }
}

/** @throws RangeError for more than a matrix to write in may have */
export function checkSize(rows: number, columns: number): void {
  if (rows <= LARGEST && columns <= LARGEST) return;
  throw new RangeError(
    `matrix: expected at most ${LARGEST} rows and columns, got ${rows} by ${columns}; take a part, such as A.slice(0, 0, 200).slice(1, 0, 200)`
  );
}

/** As much of it as a matrix holds. */
function bounded(entries: Entries): Entries {
  return entries.slice(0, LARGEST).map(line => line.slice(0, LARGEST));
}

function resized(entries: Entries, rows: number, columns: number): string[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => entries[i]?.[j] ?? '0')
  );
}

function without(entries: Entries, column: number): string[][] {
  return entries.map(line => line.filter((_, j) => j !== column));
}

function same(a: Entries, b: Entries): boolean {
  return (
    a.length === b.length &&
    a.every((line, i) => line.length === b[i].length && line.every((text, j) => text === b[i][j]))
  );
}
