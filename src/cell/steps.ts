/** `linalg.steps` in cells. */
import { DeviceTensor, isComplex, type Nested, type Scalar, Tensor } from '../engine/index.js';
import { EXACT_LIMIT, fromWritten, GaussJordan, type IStepsOptions } from '../exact/index.js';
import { digitsOf } from '../latex/index.js';

/** A matrix to be written by hand: numbers, and fractions as text. */
export type Written = readonly (readonly (number | string)[])[];

/**
 * Gauss–Jordan elimination of [A | I], step by step, in exact arithmetic: shown with each row operation
 * named, forward and back by keyboard.
 *
 * Numbers are taken as they are written: `0.1` is a tenth, and `'1/3'` in a nested array a third.
 *
 * @param A (n, n), real, n <= 12: a tensor, or a nested array that may hold text such as `'1/3'`
 * @param options `pivot`: `'first'` (the first entry that is not zero) or `'partial'` (the largest);
 *   `form`: `'fractions'` or `'decimals'`
 * @throws TypeError for what is no such matrix, RangeError for one that is too large
 */
export function steps(A: Tensor | Written, options: IStepsOptions = {}): GaussJordan {
  if (A instanceof DeviceTensor) {
    throw new TypeError(
      `linalg.steps: A is on ${A.device}; fetch it first: linalg.steps(await A.cpu())`
    );
  }
  const rows = A instanceof Tensor ? rowsOf(A) : A;
  const n = Array.isArray(rows) ? rows.length : Number.NaN;
  if (Number.isNaN(n) || !rows.every(row => Array.isArray(row) && row.length === n)) {
    throw new TypeError(
      `linalg.steps: A must be a square matrix, got ${A instanceof Tensor ? `a tensor of shape [${A.shape}]` : 'an array that is none'}`
    );
  }
  if (n > EXACT_LIMIT) {
    throw new RangeError(
      `linalg.steps: A must be at most ${EXACT_LIMIT} by ${EXACT_LIMIT} to be followed step by step, got ${n} by ${n}`
    );
  }
  checkOption('pivot', options.pivot, ['first', 'partial']);
  checkOption('form', options.form, ['fractions', 'decimals']);
  return new GaussJordan(
    rows.map(row => row.map(entry => readEntry(entry))),
    options
  );
}

function rowsOf(A: Tensor): Written {
  if (isComplex(A.dtype)) {
    throw new TypeError(`linalg.steps: A must be real, got ${A.dtype}`);
  }
  const nested = A.toArray() as Nested;
  if (A.dtype !== 'float32' || A.ndim !== 2)
    return (Array.isArray(nested) ? nested : [nested]) as Written;
  // In single precision 0.1 is written 0.1, though it holds 0.10000000149.
  return (nested as Scalar[][]).map(row => row.map(x => Number(digitsOf(x, A.dtype))));
}

function readEntry(entry: number | string | bigint | boolean) {
  if (typeof entry === 'number' && !Number.isFinite(entry)) {
    throw new TypeError(`linalg.steps: entries must be finite, got ${entry}`);
  }
  try {
    return fromWritten(typeof entry === 'string' ? entry : Number(entry));
  } catch (error) {
    throw new TypeError(`linalg.steps: ${(error as Error).message}`);
  }
}

function checkOption(name: string, value: unknown, known: readonly string[]): void {
  if (value === undefined || known.includes(value as string)) return;
  const list = known.map(word => `'${word}'`).join(' or ');
  throw new TypeError(`linalg.steps: ${name} must be ${list}, got ${JSON.stringify(value)}`);
}
