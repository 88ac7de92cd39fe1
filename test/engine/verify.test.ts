/** Proven inverses, on each backend: bounds, and how sharp they are. */
import { describe, expect, it } from '@jest/globals';
import {
  complex,
  eye,
  type FloatDType,
  fromData,
  linalg,
  manualSeed,
  rand,
  randn,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { inverseSource } from '../../src/engine/internal.js';
import { exactInverse, firstViolation, type IExactInput, trueError } from '../support/exact.js';
import { runs } from '../support/fuzz.js';
import { onEachBackend } from '../support/kernels.js';
import { FLOAT_DTYPES } from '../support/laws.js';
import { hilbert, withCondition } from '../support/matrices.js';

const inputOf = (A: Tensor): IExactInput => ({
  n: A.shape[0],
  complex: A.dtype.startsWith('complex'),
  data: A.data as Float64Array
});

const most = (t: Tensor) => Math.max(...Array.from(t.data as Float64Array, Math.abs));

/** 1 on the diagonal, −0.9 below, 0.7 in the last column: partial pivoting loses all digits of it. */
function growing(n: number): Tensor {
  const entry = (i: number, j: number) => (i === j ? 1 : j === n - 1 ? 0.7 : i > j ? -0.9 : 0);
  return tensor(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => entry(i, j)))
  );
}

/** The true error of an inverse beside the largest bound, after the bound was held against it. */
function errorAndBound(A: Tensor, inverse: Tensor, bound: Tensor): [error: number, bound: number] {
  const exact = exactInverse(inputOf(A));
  if (!exact) throw new Error('singular');
  const x = inputOf(inverse);
  expect(firstViolation(exact, x, bound.data as Float64Array)).toBe(-1);
  return [trueError(exact, x), most(bound)];
}

onEachBackend(backend => {
  describe.each(FLOAT_DTYPES)('of %s', dtype => {
    it('a batch has one proof for each member', () => {
      manualSeed(3);
      const A = randn(2, 3, 4, 4, { dtype });
      const { inverse, bound, proven, details } = linalg.invVerified(A);
      expect([inverse.dtype, inverse.shape]).toEqual([dtype, [2, 3, 4, 4]]);
      expect([bound.dtype, bound.shape]).toEqual(['float64', [2, 3, 4, 4]]);
      expect(proven).toBe(true);
      expect(details).toHaveLength(6);
      const digits = dtype === 'float32' || dtype === 'complex64' ? 6.4 : 15.2;
      for (const proof of details) {
        expect(proof).toMatchObject({ by: 'sharp', proven: true, singular: false });
        expect(proof.digits).toBeGreaterThan(digits);
        expect(proof.beta).toBeLessThan(1e-4);
        expect(proof.reason).toBeUndefined();
      }
      const alone = linalg.invVerified(A.at<Tensor>(1, 2).clone());
      expect(alone.inverse.data).toEqual(inverse.at<Tensor>(1, 2).data);
      expect(alone.bound.data).toEqual(bound.at<Tensor>(1, 2).data);
    });

    it.each([
      [0, 0],
      [2, 0, 0],
      [0, 3, 3]
    ])('shape %j, %j, %j is proven', (...shape) => {
      const A = zeros(shape, { dtype });
      const { inverse, bound, proven } = linalg.invVerified(A);
      expect([inverse.shape, bound.shape, proven]).toEqual([shape, shape, true]);
      expect(linalg.verify(linalg.inv(A))).toMatchObject({ proven: true });
    });

    it('one number is inverted to its last digit', () => {
      const A = tensor([[3]], { dtype });
      const { inverse, bound } = linalg.invVerified(A);
      const [error, proven] = errorAndBound(A, inverse, bound);
      expect(error / proven).toBeGreaterThan(0.99);
    });

    it('out is filled, also where it is A itself', () => {
      manualSeed(5);
      const A = randn(3, 3, { dtype });
      const before = A.clone();
      const expected = linalg.invVerified(before);
      const result = linalg.invVerified(A, { out: A });
      expect(result.inverse).toBe(A);
      expect(A.data).toEqual(expected.inverse.data);
      expect(result.bound.data).toEqual(expected.bound.data);
      expect(inverseSource(A)?.data).toEqual(before.data);
    });

    it('a transposed view has the proof of its copy', () => {
      manualSeed(6);
      const A = randn(4, 4, { dtype }).mT;
      const [view, copy] = [A, A.clone()].map(a => linalg.invVerified(a));
      expect(view.bound.data).toEqual(copy.bound.data);
    });

    it('rows and columns in other units change no digit', () => {
      manualSeed(7);
      const single = dtype === 'float32' || dtype === 'complex64';
      const far = single ? 30 : 300;
      const A = randn(4, 4, { dtype });
      const plain = linalg.invVerified(A);
      const factors = [far, -far / 2, 0, 7];
      const data = A.data.slice() as Float64Array;
      const width = data.length / 16;
      data.forEach((value, at) => {
        const [i, j] = [Math.floor(at / width / 4), Math.floor(at / width) % 4];
        data[at] = value * 2 ** (factors[i] - factors[3 - j]);
      });
      const scaled = linalg.invVerified(fromData(data, [4, 4], dtype));
      expect(scaled.proven).toBe(true);
      const bounds = scaled.bound.data as Float64Array;
      bounds.forEach((bound, at) => {
        const [i, j] = [Math.floor(at / 4), at % 4];
        const own = bound * 2 ** (factors[j] - factors[3 - i]);
        // Not the same bits: A was inverted with other pivots.
        expect(own).toBeLessThan(2 * most(plain.bound) + 1e-300);
      });
    });
  });

  it('exact inverses are known to be exact', () => {
    for (const A of [
      eye(4),
      tensor([
        [2, 1],
        [1, 1]
      ]),
      tensor([
        [0, 4],
        [0.25, 0]
      ])
    ]) {
      const { bound, details } = linalg.verify(linalg.inv(A));
      expect([most(bound), details[0].digits]).toEqual([0, Infinity]);
    }
    const i = tensor([[complex(0, 1)]]);
    expect(linalg.verify(linalg.inv(i)).details[0].digits).toBe(Infinity);
  });

  it('a zero of the inverse is told from noise', () => {
    const A = tensor([
      [7, 9, -9],
      [8, 7, -7],
      [-9, -4, 9]
    ]);
    const inverse = linalg.inv(A);
    const { bound, details } = linalg.verify(inverse);
    const [error, largest] = errorAndBound(A, inverse, bound);
    expect(largest).toBeLessThan(error * 1.001);
    expect(details[0].by).toBe('exact');
    const refined = linalg.invVerified(A);
    const found = Array.from(refined.inverse.data as Float64Array).flatMap((x, at) =>
      x === 0 ? at : []
    );
    expect(found.length).toBeGreaterThan(0);
    for (const at of found) expect(refined.bound.data[at]).toBe(0);
  });

  it('the bound of a matrix that pivoting ruins says how wrong it is', () => {
    const A = growing(60);
    const inverse = linalg.inv(A);
    const { bound, proven } = linalg.verify(inverse);
    expect(proven).toBe(true);
    const [error, largest] = errorAndBound(A, inverse, bound);
    if (backend === 'reference') expect(error).toBeGreaterThan(0.1);
    expect(largest / error).toBeLessThan(1.01);
    const refined = linalg.invVerified(A);
    expect(refined.details[0].digits).toBeGreaterThan(15);
  });

  it('κ = 10²⁰ by scaling alone loses no digit', () => {
    const A = tensor([
      [1, 0],
      [0, 1e-20]
    ]);
    expect(linalg.verify(linalg.inv(A)).details[0].digits).toBeGreaterThan(15.9);
  });

  it('Hilbert matrices are proven far beyond what doubles hold', () => {
    for (const n of [8, 11, 12, 13, 15]) {
      const A = hilbert(n);
      const { inverse, bound, details } = linalg.invVerified(A);
      errorAndBound(A, inverse, bound);
      expect(details[0].digits).toBeGreaterThan(15);
    }
  });

  it('a wrong inverse is bounded as well', () => {
    const A = tensor([
      [2, 1],
      [1, 3]
    ]);
    for (const X of [
      eye(2),
      zeros(2, 2),
      tensor([
        [1e10, 0],
        [0, 1]
      ]),
      tensor([
        [1, 1],
        [1, 1]
      ])
    ]) {
      const { bound, proven, details } = linalg.verify(X, { A });
      expect(proven).toBe(true);
      const [error, largest] = errorAndBound(A, X, bound);
      expect(largest / error).toBeLessThan(1.001);
      expect(details[0].digits).toBeLessThan(1);
    }
  });

  it('is sharp: at most twice the true error, for 95 of 100 matrices with κ < 10¹⁴', () => {
    let sharp = 0;
    for (let seed = 1; seed <= runs(200); seed++) {
      manualSeed(seed);
      const n = 2 + (seed % 11);
      const A = withCondition(n, 10 ** (seed % 15) * 0.9, 1, 'float64');
      const inverse = linalg.inv(A);
      const [error, largest] = errorAndBound(A, inverse, linalg.verify(inverse).bound);
      if (largest <= 2 * error) sharp++;
    }
    expect(sharp / runs(200)).toBeGreaterThanOrEqual(0.95);
  });

  it('loses at most three digits to be fast', () => {
    const lost: number[] = [];
    for (let seed = 1; seed <= runs(80); seed++) {
      manualSeed(seed);
      const n = 2 * seed;
      const inverse = linalg.inv(seed % 2 === 0 ? randn(n, n) : rand(n, n));
      const [sharp, fast] = (['sharp', 'fast'] as const).map(
        strength => linalg.verify(inverse, { strength }).details[0].digits
      );
      lost.push(sharp - fast);
    }
    lost.sort((a, b) => a - b);
    // The plain kernels sum in one run: more roundings, and blunter bounds. A matrix whose inverse is by chance much
    // better than others of its kind loses more.
    expect(lost[lost.length >> 1]).toBeLessThan(backend === 'reference' ? 3 : 2.6);
    expect(lost[Math.floor(lost.length * 0.95)]).toBeLessThan(backend === 'reference' ? 4 : 3);
  });

  it('says that an inverse is exact only where no bound is above 0', () => {
    const [p, q, r] = [6.277101735386681e57, 2.0611676062710827e-230, 2.0902722826084166e-199];
    const A = tensor([
      [p, 0, 0, 0],
      [p, q, 0, -4.189939978107062e152],
      [-p, -q, r, 0],
      [0, 0, r, 0]
    ]);
    for (const strength of ['auto', 'sharp', 'fast'] as const) {
      const { bound, details } = linalg.verify(linalg.inv(A), { A, strength });
      const isExact = (bound.toArray() as number[][]).flat().every(value => value === 0);
      expect(isExact).toBe(false);
      expect(details[0].digits).toBeLessThan(400);
    }
  });

  it('refines to the last or last but one digit, up to κ near 10¹⁴', () => {
    for (const dtype of FLOAT_DTYPES as readonly FloatDType[]) {
      const single = dtype === 'float32' || dtype === 'complex64';
      for (let seed = 1; seed <= runs(20); seed++) {
        manualSeed(seed);
        const n = 2 + (seed % 5) * (dtype.startsWith('complex') ? 1 : 3);
        const kappa = 10 ** ((single ? 7 : 14) * (seed / runs(20)));
        const wide = dtype.startsWith('complex') ? 'complex128' : 'float64';
        const A = withCondition(n, kappa, 1, wide).to(dtype);
        const { inverse, bound, details } = linalg.invVerified(A);
        errorAndBound(A, inverse, bound);
        expect([dtype, seed, details[0].digits > (single ? 6.2 : 15)]).toEqual([dtype, seed, true]);
      }
    }
  });
});
