/**
 * The errors of the engine: torch's texts, with the facts behind them as typed fields.
 *
 * `RuntimeError` is a misuse (wrong shape, dtype or argument): mend the call.
 * `LinAlgError` is a matrix for which the mathematics has no answer: look at `pivot` and `batch`.
 */
import type { Tensor } from '../tensor.js';

/** The kind of a failure, as data; texts are for people, codes are for programs. */
export type ErrorCode =
  | 'not-ready'
  | 'not-implemented'
  | 'dtype'
  | 'device'
  | 'shape'
  | 'not-square'
  | 'too-few-dimensions'
  | 'invalid-argument'
  | 'index'
  | 'singular'
  | 'not-positive-definite'
  | 'rank-deficient'
  | 'non-finite'
  | 'not-converged'
  /** The answer of the device failed the check that every answer of its kind passes. */
  | 'residual';

/** The place and the cause of a failure. */
export interface IErrorFields {
  /** torch's name of the operation, such as `linalg.inv`. */
  op: string;
  code: ErrorCode;
  /** The first failing batch member, 0-based in row-major order; absent for a single matrix. */
  batch?: number;
  /** The 1-based position of the exactly zero pivot (LAPACK's `info`). */
  pivot?: number;
  /** A copy of the matrix that failed, without its batch. */
  matrix?: Tensor;
}

/** An operation was called in a way that it does not support. */
export class RuntimeError extends Error {
  override readonly name: string = 'RuntimeError';
  readonly op: string;
  readonly code: ErrorCode;
  readonly batch?: number;
  readonly pivot?: number;
  readonly matrix?: Tensor;

  constructor(message: string, fields: IErrorFields) {
    super(message);
    this.op = fields.op;
    this.code = fields.code;
    this.batch = fields.batch;
    this.pivot = fields.pivot;
    this.matrix = fields.matrix;
  }
}

/** The matrix itself is at fault: singular, or not finite. */
export class LinAlgError extends RuntimeError {
  override readonly name = 'LinAlgError';
}

/** Whether `error` is a `LinAlgError`, and, where a code is given, one of that code. */
export function isLinAlgError(error: unknown, code?: ErrorCode): error is LinAlgError {
  return error instanceof LinAlgError && (code === undefined || error.code === code);
}

/** torch's warning where complex numbers become real ones. */
export function warnOfDiscarded(): void {
  console.warn('Casting complex values to real discards the imaginary part');
}

/** torch's error for a singular value decomposition of NaN or Inf. */
export function nonFiniteError(op: string, batch?: number): LinAlgError {
  const where = batch === undefined ? '' : `(Batch element ${batch}): `;
  return new LinAlgError(
    `${op}: ${where}The algorithm failed to converge because the input matrix contained non-finite values.`,
    { op, code: 'non-finite', batch }
  );
}

/** torch's errors for iterations that came to no end; `info` is the kernel's, and its error code. */
export function svdNotConverged(op: string, info: number, batch?: number): LinAlgError {
  return notConverged(op, info, 'singular values', batch);
}

export function eigenNotConverged(op: string, info: number, batch?: number): LinAlgError {
  return notConverged(op, info, 'eigenvalues', batch);
}

function notConverged(op: string, info: number, sought: string, batch?: number): LinAlgError {
  const where = batch === undefined ? '' : `(Batch element ${batch}): `;
  return new LinAlgError(
    `${op}: ${where}The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated ${sought} (error code: ${info}).`,
    { op, code: 'not-converged', batch }
  );
}

/** Which matrix failed, in torch's words and as the fields of an error. */
export interface IFailure {
  where: string;
  fields: Omit<IErrorFields, 'op'> & { pivot: number };
}

export function singularInverse(op: string, { where, fields }: IFailure): LinAlgError {
  return new LinAlgError(
    `${op}: ${where}The diagonal element ${fields.pivot} is zero, the inversion could not be completed because the input matrix is singular.`,
    { op, ...fields }
  );
}

export function singularSystem(op: string, { where, fields }: IFailure): LinAlgError {
  return new LinAlgError(`${op}: ${where}The solver failed because the input matrix is singular.`, {
    op,
    ...fields
  });
}

/** As in torch no LinAlgError. */
export function singularFactor(op: string, { where, fields }: IFailure): RuntimeError {
  return new RuntimeError(
    `${op}: ${where}U[${fields.pivot},${fields.pivot}] is zero and using it on lu_solve would result in a division by zero. If you still want to perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)`,
    { op, ...fields }
  );
}
