/** Operations that some devices have and others lack. */
import { type AnyTensor, deviceOf, type IDecompositions } from '../backends/index.js';
import { notHere } from './check.js';

/** @throws RuntimeError where the device of A computes no singular values */
export function decompositionsOf<T extends AnyTensor>(op: string, A: T): IDecompositions<T> {
  const { decompositions } = deviceOf(A);
  if (decompositions) return decompositions;
  throw notHere(op, 'A', A.device);
}
