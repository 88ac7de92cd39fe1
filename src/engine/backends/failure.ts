/** A member of a batch that failed. */
import type { IFailure } from '../core/errors.js';
import type { Tensor } from '../tensor.js';

/** @param matrix a copy of the one that failed */
export function failureAt(member: number, pivot: number, ndim: number, matrix?: Tensor): IFailure {
  const batch = ndim > 2 ? member : undefined;
  const where = batch === undefined ? '' : `(Batch element ${batch}): `;
  return { where, fields: { code: 'singular', batch, pivot, matrix } };
}
