/** A member of a batch that failed. */
import type { IFailure } from '../core/errors.js';
import { matrixAt } from '../core/strided.js';
import type { Tensor } from '../tensor.js';

/** The first member that has a zero pivot, as an error tells of it; undefined where all went well. */
export function firstFailure(info: Int32Array, A: Tensor): IFailure | undefined {
  // Without a call for each of a large batch.
  let member = 0;
  while (member < info.length && info[member] === 0) member++;
  if (member === info.length) return undefined;
  return failureAt(member, info[member], A.ndim, matrixAt(A, member).clone());
}

/** @param matrix a copy of the one that failed */
export function failureAt(member: number, pivot: number, ndim: number, matrix?: Tensor): IFailure {
  const batch = ndim > 2 ? member : undefined;
  const where = batch === undefined ? '' : `(Batch element ${batch}): `;
  return { where, fields: { code: 'singular', batch, pivot, matrix } };
}
