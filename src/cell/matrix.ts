/** `matrix(…)` in cells: a matrix to write in, below the cell, whose value later cells read. */
import { DeviceTensor, type DType, linalg, type Scalar, Tensor } from '../engine/index.js';
import { digitsOf, type MimeBundle, viewBundle } from '../latex/index.js';
import {
  checkSize,
  computeMatrix,
  type IMatrixEdit,
  type IMatrixResult,
  LARGEST,
  type Mode,
  type Precision,
  tensorOf,
  toSave
} from '../matrix/index.js';

export interface ICellMatrixOptions {
  /** The entries that depend on each other. Default: `'free'`, none. */
  mode?: Mode;
  /** Complex entries make it complex64 or complex128. Default: that of the tensor given, or `'float64'`. */
  dtype?: Precision;
  /** Whether it is only shown. Default: false. */
  readOnly?: boolean;
  /** Between which entries have to be; default: anywhere. */
  bounds?: readonly [number, number];
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
  readonly #options: ICellMatrixOptions & { mode: Mode; readOnly: boolean; dtype: Precision };
  readonly #listeners = new Set<(value: Tensor) => void>();
  #entries: string[][];
  #value: Tensor;
  #result: IMatrixResult;

  /** Made by `matrix(…)`. */
  constructor(entries: string[][], options: ICellMatrixOptions) {
    this.#options = { mode: 'free', readOnly: false, dtype: 'float64', ...options };
    const { value, result } = read(entries, this.#options);
    this.#entries = entries;
    this.#value = value;
    this.#result = result;
  }

  /** Its entries now, (m, n): of its dtype, or the complex one where an entry is complex. */
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
  edit(
    entries: string[][],
    { dtype, bounds }: Pick<IMatrixEdit, 'dtype' | 'bounds'> = this.#options
  ): void {
    const computed = computeMatrix(entries, { dtype, bounds });
    if ('problems' in computed) return;
    Object.assign(this.#options, { dtype, bounds });
    this.#entries = entries;
    this.#result = computed.result;
    this.#value = tensorOf(computed.values, dtype);
    for (const tell of this.#listeners) tell(this.#value);
  }

  /** How `console.log` prints it. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.#value.toString().replace(/^tensor/, 'matrix');
  }

  /** How it is shown. */
  toBundle(): MimeBundle {
    const { mode, readOnly, bounds, dtype } = this.#options;
    const { latex, plain } = this.#result;
    return viewBundle(
      {
        kind: 'matrix',
        id: this.id,
        entries: this.entries,
        mode,
        readOnly,
        dtype,
        ...(bounds && { bounds }),
        latex,
        result: toSave(this.#result)
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
    if (given instanceof DeviceTensor) {
      throw new TypeError(
        `matrix: the tensor is on ${given.device}; fetch it first: matrix(await A.cpu())`
      );
    }
    const [rows = 1, columns = 1] = given instanceof Tensor ? given.shape : shapeOf(given);
    // Before each entry becomes a text.
    checkSize(rows, columns);
    const entries = given instanceof Tensor ? textsOf(given) : given.map(row => row.map(String));
    const width = entries[0]?.length ?? 0;
    if (width === 0 || entries.some(row => row.length !== width)) {
      throw new TypeError('matrix: expected rows of one length, with at least one entry');
    }
    checkOptions(options);
    const dtype = options.dtype ?? (given instanceof Tensor ? precisionOf(given) : 'float64');
    const matrix = new CellMatrix(entries, { ...options, dtype });
    register(matrix);
    return matrix;
  };
}

function shapeOf(rows: MatrixEntries): [number, number] {
  return [rows.length, Math.max(0, ...rows.slice(0, LARGEST + 1).map(row => row.length))];
}

function precisionOf({ dtype }: Tensor): Precision {
  return dtype === 'float32' || dtype === 'complex64' ? 'float32' : 'float64';
}

function checkOptions({ mode, bounds, dtype }: ICellMatrixOptions): void {
  if (dtype !== undefined && dtype !== 'float64' && dtype !== 'float32') {
    throw new TypeError(
      `matrix: dtype must be 'float64' or 'float32', got ${JSON.stringify(dtype)}`
    );
  }
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
  options: ICellMatrixOptions
): { value: Tensor; result: IMatrixResult } {
  const computed = computeMatrix(entries, options);
  if ('problems' in computed) {
    const [{ row, column, message }] = computed.problems;
    throw new TypeError(`matrix: row ${row + 1}, column ${column + 1}: ${message}`);
  }
  return { value: tensorOf(computed.values, options.dtype), result: computed.result };
}

/** The entries of a tensor as text. */
function textsOf(value: Tensor): string[][] {
  if (value.ndim !== 2) {
    throw new TypeError(`matrix: expected a tensor of 2 dimensions, got shape [${value.shape}]`);
  }
  const [rows, columns] = value.shape;
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => textOf(value.at<Scalar>(i, j), value.dtype))
  );
}

function textOf(value: Scalar, dtype: DType): string {
  if (typeof value !== 'object') return digitsOf(value, dtype);
  const { re, im } = value;
  const [x, y] = [re, Math.abs(im)].map(part => digitsOf(part, dtype));
  return im === 0 ? x : `${x} ${im < 0 ? '-' : '+'} ${y}i`;
}

/** `crypto.randomUUID` is only there on secure origins. */
function randomText(): string {
  return Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10)).join('');
}
