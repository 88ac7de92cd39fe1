import { beforeAll, describe, expect, it } from '@jest/globals';
import { linalg, manualSeed, randn, ready, type Tensor, tensor } from '../../src/engine/index.js';
import { backOf, type Point, transformOf } from '../../src/widget/geometry.js';

beforeAll(() => ready());

function pictureOf(A: Tensor) {
  const { U, S, Vh } = linalg.svd(A);
  return {
    U: U.toArray() as number[][],
    V: Vh.mT.toArray() as number[][],
    sigma: S.toArray() as number[]
  };
}

describe.each([2, 3])('a matrix of %i rows', n => {
  it('takes the unit circle to its ellipse, and the inverse takes that back', () => {
    manualSeed(n);
    for (let trial = 0; trial < 20; trial++) {
      const A = randn(n, n);
      const there = transformOf(pictureOf(A));
      const back = backOf(there);
      const times = (M: Tensor, x: Point) => M.matmul(tensor(x as number[])).toArray() as number[];
      const inverse = linalg.inv(A);
      const curves = (traced: typeof there.before) => [...traced.outline, ...traced.grid].flat();
      curves(there.before).forEach((x, k) => {
        expect(distance(times(A, x), curves(there.after)[k])).toBeLessThan(1e-9);
      });
      const scale = linalg.norm(inverse).item();
      curves(back.before).forEach((y, k) => {
        expect(distance(times(inverse, y), curves(back.after)[k])).toBeLessThan(1e-9 * scale);
      });
      for (const x of back.after.outline.flat()) expect(Math.hypot(...x)).toBeCloseTo(1, 9);
      expect(back.before.axes.map(axis => Math.hypot(...axis))[0]).toBeCloseTo(
        linalg.norm(A, 2).item(),
        9
      );
    }
  });

  it('has a grid in the plane alone', () => {
    const { before } = transformOf(pictureOf(randn(n, n)));
    expect(before.grid).toHaveLength(n === 2 ? 10 : 0);
    expect(before.outline).toHaveLength(n === 2 ? 1 : 3);
  });
});

function distance(a: Point, b: Point): number {
  return Math.hypot(...a.map((x, i) => x - b[i]));
}
