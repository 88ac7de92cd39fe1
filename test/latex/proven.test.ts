/** No digit of an inverse is shown that is not right, however many are asked for: against exact fractions. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { isLinAlgError, linalg, ready, type Tensor } from '../../src/engine/index.js';
import { DEFAULTS } from '../../src/latex/matrix.js';
import { tensorToText } from '../../src/latex/plain.js';
import { proofOf } from '../../src/latex/proven.js';
import { equationToLatex } from '../../src/latex/rounded.js';
import { exactInverse, type IExactInverse } from '../support/exact.js';
import { runs, seedOf } from '../support/fuzz.js';
import { hardMatrix } from '../support/hard.js';
import { type IShown, readLatex, readText } from '../support/shown.js';

beforeAll(() => ready());

/** Why a number that is shown is not within a unit of its last place of the truth, or `=` is not so. */
function fault(shown: IShown, exact: IExactInverse, at: number): string | undefined {
  const { units, place } = shown;
  const { numerators, denominator, exponent } = exact;
  const up = (x: bigint, power: number, base: bigint) =>
    power > 0 ? x * base ** BigInt(power) : x;
  // units·10^place − numerator·2^exponent/denominator, over one denominator.
  const truth = up(up(numerators[at], exponent, 2n), -place, 10n);
  const scale = up(up(denominator, -exponent, 2n), place, 10n);
  const off = truth - units * scale;
  const size = off < 0n ? -off : off;
  return size <= scale ? undefined : `entry ${at} is shown as ${shown.text}`;
}

function check(cells: (IShown | undefined)[], exact: IExactInverse): string[] {
  return cells.flatMap((cell, at) => (cell && fault(cell, exact, at)) ?? []);
}

describe('an inverse that is shown', () => {
  const trials = runs(10_000);
  it(`has no wrong digit: ${trials} matrices, 1 to 17 digits`, () => {
    let [numbers, equalities, hidden] = [0, 0, 0];
    for (let k = 0; k < trials; k++) {
      const seed = seedOf(k);
      const n = 1 + (k % 4);
      const A = hardMatrix(seed, n, 'float64');
      const X = inverseOf(A);
      if (!X) continue;
      const { boundAt, proof } = proofOf(A, X);
      if (!proof.proven) continue;
      const exact = exactInverse({ n, complex: false, data: A.data as Float64Array });
      if (!exact) throw new Error(`seed ${seed}: proven, and singular`);
      const digits = 1 + (k % 17);
      const { cells, isEqual } = readLatex(
        equationToLatex('A^{-1}', X, { ...DEFAULTS, digits, boundAt })
      );
      expect(cells).toHaveLength(n * n);
      expect([seed, check(cells, exact)]).toEqual([seed, []]);
      numbers += cells.filter(cell => cell).length;
      hidden += cells.filter(cell => !cell).length;
      if (isEqual) {
        equalities++;
        for (const at of cells.keys())
          expect([seed, isExactly(cells[at], exact, at)]).toEqual([seed, true]);
      }
    }
    expect(numbers).toBeGreaterThan(4 * trials * 0.5);
    expect(equalities).toBeGreaterThan(trials / 100);
    expect(hidden).toBeGreaterThan(0);
  });

  it('would have wrong digits without the bounds', () => {
    let wrong = 0;
    for (let k = 0; k < 500; k++) {
      const seed = seedOf(k);
      const n = 2 + (k % 3);
      const A = hardMatrix(seed, n, 'float64');
      const X = inverseOf(A);
      const exact = exactInverse({ n, complex: false, data: A.data as Float64Array });
      if (!X || !exact || !(X.data as Float64Array).every(Number.isFinite)) continue;
      const { cells } = readLatex(equationToLatex('A^{-1}', X, { ...DEFAULTS, digits: 12 }));
      if (check(cells, exact).length > 0) wrong++;
    }
    expect(wrong).toBeGreaterThan(30);
  });

  it('has no wrong digit as plain text', () => {
    let printed = 0;
    for (let k = 0; k < runs(2000); k++) {
      const seed = seedOf(k);
      const n = 2 + (k % 3);
      const A = hardMatrix(seed, n, 'float64');
      const X = inverseOf(A);
      if (!X || !proofOf(A, X).proof.proven) continue;
      const exact = exactInverse({ n, complex: false, data: A.data as Float64Array });
      if (!exact) continue;
      const text = tensorToText(X, DEFAULTS, 1);
      if (text.startsWith('tensor(')) printed++;
      expect([seed, text, check(readText(text), exact)]).toEqual([seed, text, []]);
    }
    expect(printed).toBeGreaterThan(100);
  });
});

function isExactly(shown: IShown | undefined, exact: IExactInverse, at: number): boolean {
  if (!shown) return false;
  const { units, place } = shown;
  const two = 2n ** BigInt(Math.abs(exact.exponent));
  const ten = 10n ** BigInt(Math.abs(place));
  const [left, right] = [units * exact.denominator, exact.numerators[at]];
  return (
    left * (place > 0 ? ten : 1n) * (exact.exponent < 0 ? two : 1n) ===
    right * (place < 0 ? ten : 1n) * (exact.exponent > 0 ? two : 1n)
  );
}

function inverseOf(A: Tensor): Tensor | undefined {
  try {
    return linalg.inv(A);
  } catch (error) {
    if (isLinAlgError(error, 'singular')) return undefined;
    throw error;
  }
}
