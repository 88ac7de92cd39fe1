/** Judgements that the GPU's cases share: how far an inverse is off, and what an error says. */
import { epsilon, type FloatDType, linalg, type Tensor } from '../../src/engine/index.js';
import { norm1, residualRatios } from '../support/ratios.js';

export type Single = 'float32' | 'complex64';

export const wideOf = (dtype: Single) => (dtype === 'float32' ? 'float64' : 'complex128');

/** The ratios and the relative forward error of one inverse; the error in units of n·ε·κ₁. */
export function judge(A: Tensor, X: Tensor) {
  const dtype = A.dtype as Single;
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
