/** `matrix(…)` in cells: a matrix to write in, below the cell, whose value later cells read. */
import { linalg, type Scalar, Tensor } from '../engine/index.js';
import { type MimeBundle, viewBundle } from '../latex/index.js';
import { computeMatrix, type IMatrixResult, type Mode, tensorOf } from '../matrix/index.js';

export interface ICellMatrixOptions {
  /** What entries depend on each other. Default: `'free'`. */
  mode?: Mode;
  /** Whether it is only shown. Default: false. */
  readOnly?: boolean;
  /** Between which entries have to be; default: anywhere. */
  bounds?: [number, number];
}

/** Entries as they may be given: numbers, and text such as `'1/3'` or `'sqrt(2)i'`. */
export type MatrixEntries = readonly (readonly (number | string)[])[];

/** Makes matrices that can be written in. */
export type MakeMatrix = (
  entries?: MatrixEntries | Tensor,
  options?: ICellMatrixOptions
) => CellMatrix;

/** A matrix below a cell. */
export class CellMatrix {
  /** By which its edits find it. */
  readonly id = `matrix-${randomText()}`;
  readonly #options: ICellMatrixOptions & { mode: Mode; readOnly: boolean };
  readonly #listeners = new Set<(value: Tensor) => void>();
  #entries: string[][];
  #value: Tensor;
  #result: IMatrixResult;

  /** Made by `matrix(…)`. */
  constructor(entries: string[][], options: ICellMatrixOptions) {
    this.#options = { mode: 'free', readOnly: false, ...options };
    const { value, result } = read(entries, options.bounds);
    this.#entries = entries;
    this.#value = value;
    this.#result = result;
  }

  /** What stands in it now, (m, n): float64, or complex128 where an entry is complex. */
  get value(): Tensor {
    return this.#value;
  }

  /** The entries as they are written, by rows. */
  get entries(): string[][] {
    return this.#entries.map(row => [...row]);
  }

  /**
   * The inverse of what stands in it now.
   * @throws LinAlgError where it is singular
   */
  get inverse(): Tensor {
    return linalg.inv(this.#value);
  }

  /**
   * Calls a function with the value now, and after every edit that can be read:
   * `A.onChange(X => display(linalg.det(X), { id: 'det' }))`.
   *
   * @returns what ends that
   */
  onChange(listener: (value: Tensor) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#value);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Takes an edit; one that cannot be read changes nothing. */
  edit(entries: string[][]): void {
    const computed = computeMatrix(entries, this.#options.bounds);
    if ('problems' in computed) return;
    this.#entries = entries;
    this.#result = computed.result;
    this.#value = tensorOf(computed.values);
    for (const tell of this.#listeners) tell(this.#value);
  }

  /** How it is shown. */
  toBundle(): MimeBundle {
    const { mode, readOnly, bounds } = this.#options;
    const { latex, plain } = this.#result;
    return viewBundle(
      {
        kind: 'matrix',
        id: this.id,
        entries: this.entries,
        mode,
        readOnly,
        ...(bounds && { bounds }),
        latex,
        result: this.#result
      },
      plain
    );
  }
}

/** @param register keeps the matrix, so that edits find it */
export function makeMatrix(register: (matrix: CellMatrix) => void): MakeMatrix {
  return (
    given = [
      [1, 0],
      [0, 1]
    ],
    options = {}
  ) => {
    const entries = given instanceof Tensor ? textsOf(given) : given.map(row => row.map(String));
    const width = entries[0]?.length ?? 0;
    if (width === 0 || entries.some(row => row.length !== width)) {
      throw new TypeError('matrix: expected rows of one length, with at least one entry');
    }
    checkOptions(options);
    const matrix = new CellMatrix(entries, options);
    register(matrix);
    return matrix;
  };
}

function checkOptions({ mode, bounds }: ICellMatrixOptions): void {
  if (mode !== undefined && !MODES.includes(mode)) {
    const known = MODES.map(name => `'${name}'`).join(', ');
    throw new TypeError(`matrix: mode must be one of ${known}, got ${JSON.stringify(mode)}`);
  }
  if (bounds && !(bounds.length === 2 && bounds[0] <= bounds[1])) {
    throw new TypeError(`matrix: bounds must be [least, largest], got [${bounds}]`);
  }
}

const MODES: readonly Mode[] = ['free', 'symmetric', 'upper', 'lower'];

function read(
  entries: string[][],
  bounds?: [number, number]
): { value: Tensor; result: IMatrixResult } {
  const computed = computeMatrix(entries, bounds);
  if ('problems' in computed) {
    const [{ row, column, message }] = computed.problems;
    throw new TypeError(`matrix: row ${row + 1}, column ${column + 1}: ${message}`);
  }
  return { value: tensorOf(computed.values), result: computed.result };
}

/** The entries of a tensor as text. */
function textsOf(value: Tensor): string[][] {
  if (value.ndim !== 2) {
    throw new TypeError(`matrix: expected a tensor of 2 dimensions, got shape [${value.shape}]`);
  }
  const [rows, columns] = value.shape;
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => textOf(value.at<Scalar>(i, j)))
  );
}

function textOf(value: Scalar): string {
  if (typeof value !== 'object') return String(value);
  const { re, im } = value;
  return im === 0 ? `${re}` : `${re} ${im < 0 ? '-' : '+'} ${Math.abs(im)}i`;
}

/** `crypto.randomUUID` is only there on secure origins. */
function randomText(): string {
  return Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10)).join('');
}
