/** Judgements that the cases of devices share: how far an inverse is off, and what an error says. */
import {
  epsilon,
  type FloatDType,
  isComplex,
  linalg,
  type Tensor
} from '../../src/engine/index.js';
import { norm1, residualRatios } from '../support/ratios.js';

export type Inexact = FloatDType;

/** The widest dtype of its kind. */
export const wideOf = (dtype: Inexact) => (isComplex(dtype) ? 'complex128' : 'float64');

/** The ratios and the relative forward error of one inverse; the error in units of n·ε·κ₁. */
export function judge(A: Tensor, X: Tensor) {
  const dtype = A.dtype as Inexact;
  const [right, left] = residualRatios(A, X);
  const truth = linalg.inv(A.to(wideOf(dtype)));
  const error = norm1(X.to(wideOf(dtype)).sub(truth)) / norm1(truth);
  const kappa = norm1(A) * norm1(truth);
  const n = A.shape[0];
  return { right, left, forward: error / (n * epsilon(dtype as FloatDType) * kappa) };
}

export const failure = async (work: () => unknown) => {
  try {
    await work();
    return 'none';
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
};
