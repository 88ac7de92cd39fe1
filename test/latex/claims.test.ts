/** Claims that are run before they are made: here with an engine that can be made wrong. */
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as engine from '../../src/engine/index.js';

type Linalg = { -readonly [K in keyof typeof engine.linalg]: (typeof engine.linalg)[K] };

const linalg: Linalg = { ...engine.linalg };
jest.unstable_mockModule('../../src/engine/index.js', () => ({ ...engine, linalg }));
const { repairsOf } = await import('../../src/latex/repairs.js');
const { solvingNote } = await import('../../src/latex/solving.js');
const { manualSeed, ones, randn, ready, tensor } = engine;
type Tensor = engine.Tensor;

beforeAll(() => ready());
afterEach(() => {
  Object.assign(linalg, engine.linalg);
});

describe('the word to whoever inverts to multiply', () => {
  it('computes nothing', () => {
    const x = engine.linalg.inv(randn(30, 30)).matmul(randn(30));
    for (const name of Object.keys(linalg)) {
      Object.assign(linalg, {
        [name]: () => {
          throw new Error(`${name} was called`);
        }
      });
    }
    expect(solvingNote(x)).toMatch(/^This is inv\(A\)·b\. linalg\.solve\(A, b\)/);
  });
});

describe('a repair whose claim does not hold', () => {
  const names = (A: Tensor) => repairsOf(A).map(({ name }) => name);
  const A = () =>
    tensor([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9]
    ]);
  const wrong = (name: keyof Linalg, run: (A: Tensor, B: Tensor) => unknown) => {
    Object.assign(linalg, { [name]: run });
  };
  const all = ['Pseudoinverse', 'Least squares', 'Nearest invertible matrix', 'Ridge'];

  it('is not offered: a wrong pseudoinverse', () => {
    expect(names(A())).toEqual(all);
    const { pinv } = engine.linalg;
    wrong('pinv', (X: Tensor) => pinv(X).mul(1.001));
    expect(names(A())).toEqual(all.slice(2));
  });

  it('is not offered: a solution that is not the shortest', () => {
    const { pinv } = engine.linalg;
    const lost = tensor([[1], [-2], [1]]).matmul(ones(1, 3));
    wrong('pinv', (X: Tensor) => pinv(X).add(lost));
    expect(names(A())).toEqual(all.slice(2));
  });

  it('is not offered: singular vectors that are not orthogonal', () => {
    const { svd } = engine.linalg;
    wrong('svd', (X: Tensor) => {
      const { U, S, Vh } = svd(X);
      return { U: U.mul(tensor([[1, 1, 0]])), S, Vh };
    });
    expect(names(A())).not.toContain('Nearest invertible matrix');
    wrong('svd', (X: Tensor) => ({ ...svd(X), U: svd(X).U.mul(Number.NaN) }));
    expect(names(A())).not.toContain('Nearest invertible matrix');
  });

  it('is not offered: a ridge that was not solved, or overflows', () => {
    const { solveEx } = engine.linalg;
    wrong('solveEx', (X: Tensor, B: Tensor) => {
      const { result, info } = solveEx(X, B);
      return { result: result.mul(0.9), info };
    });
    expect(names(A())).not.toContain('Ridge');
    Object.assign(linalg, engine.linalg);
    expect(names(A().mul(1e200))).not.toContain('Ridge');
    expect(names(A().mul(1e-200))).not.toContain('Ridge');
  });

  it('is not offered: one that cannot be computed', () => {
    wrong('svd', (X: Tensor) => {
      linalg.svdvals(X.mul(Number.NaN));
      throw new Error('not reached');
    });
    expect(names(A())).toEqual(all.filter(name => !name.startsWith('Nearest')));
  });

  it('says what is reached, and what is not', () => {
    const textOf = (matrix: Tensor) =>
      repairsOf(matrix).find(({ name }) => name === 'Least squares')?.text;
    expect(
      textOf(
        tensor([
          [1, 2],
          [2, 4]
        ])
      )
    ).toMatch(/none comes closer than ‖A x − b‖ ≈ [\d·.⁻¹]+\.$/);
    expect(textOf(ones(2, 2))).toBe('Of all x with A x = b it is the shortest.');
  });

  it.each(['float32', 'float64', 'complex128'] as const)(
    'and all of random ones hold (%s)',
    dtype => {
      manualSeed(11);
      for (let trial = 0; trial < 40; trial++) {
        const n = 2 + (trial % 6);
        // Of rank n − 1.
        const offered = names(randn(n, n - 1, { dtype }).matmul(randn(n - 1, n, { dtype })));
        expect(offered).toHaveLength(dtype === 'complex128' ? 3 : 4);
      }
    }
  );
});
