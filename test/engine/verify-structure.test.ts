/** Zeros of an inverse that follow from the pattern of the matrix. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  complex,
  diag,
  linalg,
  manualSeed,
  rand,
  randn,
  ready,
  type Tensor,
  tensor
} from '../../src/engine/index.js';
import { clearZeros } from '../../src/engine/verify/structure.js';
import { exactInverse } from '../support/exact.js';

beforeAll(() => ready());

function boundOf(A: Tensor): number[][] {
  return linalg.verify(linalg.inv(A)).bound.toArray() as number[][];
}

describe('a zero of the inverse', () => {
  it('is proven where A is triangular, diagonal or a permutation of such', () => {
    const L = tensor([
      [3, 0, 0],
      [1, 3, 0],
      [1, 1, 3]
    ]);
    expect(boundOf(L)[0].slice(1)).toEqual([0, 0]);
    const swapped = tensor([
      [0, 3, 7],
      [0, 0, 3],
      [3, 0, 0]
    ]);
    expect(boundOf(swapped)[0].slice(0, 2)).toEqual([0, 0]);
    const [[, b], [c]] = boundOf(diag(tensor([1e-300, 3e300])));
    expect([b, c]).toEqual([0, 0]);
    const z = boundOf(
      tensor([
        [complex(3, 1), 0],
        [complex(0, 7), complex(2, 3)]
      ])
    );
    expect(z[0][1]).toBe(0);
  });

  it('is not where it comes of numbers', () => {
    const A = tensor([
      [7, 9, -9],
      [8, 7, -7],
      [-9, -4, 9]
    ]);
    const bound = new Float64Array(9).fill(1e-17);
    clearZeros(3, () => false, [1, 1, 0, 1, 1, 1, 1, 1, 1], bound);
    expect(bound[2]).toBe(1e-17);
    expect(boundOf(A)[0][2]).toBeGreaterThan(0);
  });

  it('is one in exact arithmetic, whatever the pattern', () => {
    manualSeed(13);
    let cleared = 0;
    for (let k = 0; k < 400; k++) {
      const n = 2 + (k % 5);
      const pattern = rand(n, n).toArray() as number[][];
      const entries = (randn(n, n).mul(8).toArray() as number[][]).map((row, i) =>
        row.map((x, j) => (pattern[i][j] < 0.5 ? 0 : Math.round(x)))
      );
      const exact = exactInverse({ n, complex: false, data: entries.flat() });
      if (!exact) continue;
      const bound = new Float64Array(n * n).fill(1);
      clearZeros(n, at => entries.flat()[at] === 0, new Float64Array(n * n), bound);
      bound.forEach((radius, at) => {
        if (radius > 0) return;
        cleared++;
        expect(exact.numerators[at]).toBe(0n);
      });
    }
    expect(cleared).toBeGreaterThan(500);
  });
});
