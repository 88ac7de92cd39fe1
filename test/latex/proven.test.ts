/** No digit of an inverse is shown that is not right, however many are asked for: against exact fractions. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type FloatDType,
  isLinAlgError,
  linalg,
  ready,
  type Tensor
} from '../../src/engine/index.js';
import { DEFAULTS } from '../../src/latex/matrix.js';
import { tensorToText } from '../../src/latex/plain.js';
import { proofOf } from '../../src/latex/proven.js';
import { equationToLatex } from '../../src/latex/rounded.js';
import { exactInverse, type IExactInverse } from '../support/exact.js';
import { runs, seedOf } from '../support/fuzz.js';
import { hardMatrix } from '../support/hard.js';
import { inputOf } from '../support/proofs.js';
import { readLatex, readText } from '../support/shown.js';
import { faults } from '../support/within.js';

beforeAll(() => ready());

const DTYPES = ['float64', 'float32', 'complex128', 'complex64'] as const;

interface ICase {
  seed: number;
  X: Tensor;
  exact: IExactInverse;
  isComplex: boolean;
  boundAt: (i: number, j: number) => number;
}

/** The k-th hard matrix of a dtype that has a proven inverse; of complex ones, half as many rows. */
function caseOf(k: number, dtype: FloatDType): ICase | undefined {
  const seed = seedOf(0) + k;
  const isComplex = dtype.startsWith('complex');
  const rows = 1 + (Math.floor(k / 4) % 8);
  const A = hardMatrix(seed, isComplex ? Math.ceil(rows / 2) : rows, dtype);
  const X = inverseOf(A);
  if (!X) return undefined;
  const { boundAt, proof } = proofOf(A, X);
  if (!proof.proven) return undefined;
  const exact = exactInverse(inputOf(A));
  if (!exact) throw new Error(`seed ${seed}: proven, and singular`);
  return { seed, X, exact, isComplex, boundAt };
}

function inverseOf(A: Tensor): Tensor | undefined {
  try {
    return linalg.inv(A);
  } catch (error) {
    if (isLinAlgError(error, 'singular')) return undefined;
    throw error;
  }
}

describe.each(DTYPES)('an inverse of %s that is shown', dtype => {
  const trials = runs(2500);

  it(`has no wrong digit: ${trials} matrices, 1 to 17 digits`, () => {
    let [numbers, equalities, hidden] = [0, 0, 0];
    for (let k = 0; k < trials; k++) {
      const found = caseOf(k, dtype);
      if (!found) continue;
      const { seed, X, exact, isComplex, boundAt } = found;
      const options = { ...DEFAULTS, digits: 1 + (k % 17), boundAt };
      const latex = equationToLatex('A^{-1}', X, options);
      const { cells, isEqual } = readLatex(latex, isComplex);
      expect([seed, latex, faults(cells, exact, { isComplex, isEqual })]).toEqual([
        seed,
        latex,
        []
      ]);
      numbers += cells.filter(cell => cell).length;
      hidden += cells.filter(cell => !cell).length;
      if (isEqual) equalities++;
    }
    expect(numbers).toBeGreaterThan(8 * trials);
    expect(equalities).toBeGreaterThan(trials / 100);
    expect(hidden).toBeGreaterThan(0);
  });

  it('would have wrong digits without the bounds', () => {
    let wrong = 0;
    for (let k = 0; k < 300; k++) {
      const found = caseOf(k, dtype);
      if (!found || !(found.X.data as Float64Array).every(Number.isFinite)) continue;
      const { X, exact, isComplex } = found;
      const latex = equationToLatex('A^{-1}', X, { ...DEFAULTS, digits: 12 });
      if (faults(readLatex(latex, isComplex).cells, exact, { isComplex }).length > 0) wrong++;
    }
    expect(wrong).toBeGreaterThan(5);
  });

  it('has no wrong digit as plain text', () => {
    let printed = 0;
    for (let k = 0; k < runs(500); k++) {
      const found = caseOf(k, dtype);
      if (!found) continue;
      const { seed, X, exact, isComplex } = found;
      const text = tensorToText(X, DEFAULTS, 1);
      if (text.startsWith('tensor(')) printed++;
      const wrong = faults(readText(text, isComplex), exact, { isComplex });
      expect([seed, text, wrong]).toEqual([seed, text, []]);
    }
    expect(printed).toBeGreaterThan(20);
  });
});
