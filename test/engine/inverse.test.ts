import { describe, expect, it } from '@jest/globals';
import {
  type Complex,
  eye,
  isLinAlgError,
  LinAlgError,
  linalg,
  randn,
  stack,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { inverseSource } from '../../src/engine/internal.js';
import { onEachBackend } from '../support/kernels.js';
import { expectInverse, FLOAT_DTYPES } from '../support/laws.js';
import { forSeeds } from '../support/random.js';

const SINGULAR = 'the inversion could not be completed because the input matrix is singular.';

onEachBackend(() => {
  describe('linalg.inv', () => {
    it('inverts by hand', () => {
      const X = linalg.inv(
        tensor([
          [2, 1],
          [1, 1]
        ])
      );
      expect(X.toArray()).toEqual([
        [1, -1],
        [-1, 2]
      ]);
    });

    it('inverts a complex matrix by hand', () => {
      const X = linalg.inv(
        tensor([
          [{ re: 0, im: 2 }, 0],
          [0, { re: 1, im: 1 }]
        ])
      );
      expect(X.at<Complex>(0, 0)).toMatchObject({ re: 0, im: -0.5 });
      expect(X.at<Complex>(1, 1)).toMatchObject({ re: 0.5, im: -0.5 });
    });

    it.each(FLOAT_DTYPES)('keeps LAPACK’s residual bound for %s', dtype => {
      for (const n of [1, 2, 3, 4, 5, 8, 10, 17, 33, 50]) {
        forSeeds(n < 10 ? 20 : 3, () => {
          const A = randn(n, n, { dtype });
          expectInverse(A, linalg.inv(A));
        });
      }
    });

    it('exchanges rows where the first pivot is zero', () => {
      const A = tensor([
        [0, 2, 0],
        [0, 0, 4],
        [8, 0, 0]
      ]);
      expect(linalg.inv(A).toArray()).toEqual([
        [0, 0, 0.125],
        [0.5, 0, 0],
        [0, 0.25, 0]
      ]);
    });

    it.each(FLOAT_DTYPES)('inverts every member of a %s batch', dtype => {
      const A = randn(2, 3, 4, 4, { dtype });
      const X = linalg.inv(A);
      expect(X.shape).toEqual([2, 3, 4, 4]);
      for (let i = 0; i < 2; i++) {
        for (let j = 0; j < 3; j++) expectInverse(A.at<Tensor>(i, j), X.at<Tensor>(i, j));
      }
    });

    it.each(FLOAT_DTYPES)('takes empty %s matrices and batches', dtype => {
      for (const shape of [
        [0, 0],
        [3, 0, 0],
        [0, 3, 3],
        [2, 0, 4, 4]
      ]) {
        const X = linalg.inv(zeros(shape, { dtype }));
        expect(X.shape).toEqual(shape);
        expect(X.dtype).toBe(dtype);
      }
    });

    it('gives the same answer for a view as for its copy', () => {
      const A = randn(6, 5, 5);
      const views = [
        A.select(0, 2).mT,
        A.slice(0, 1, 6, 2),
        A.select(0, 3).T,
        A.slice(1, 0, 3).slice(2, 1, 4)
      ];
      for (const view of views) {
        expect(linalg.inv(view).toArray()).toEqual(linalg.inv(view.clone()).toArray());
      }
    });

    it('leaves its input as it was', () => {
      const A = randn(7, 7);
      const before = A.toArray();
      linalg.inv(A);
      expect(A.toArray()).toEqual(before);
    });

    it('inverts badly scaled numbers', () => {
      expect(linalg.inv(tensor([[1e-300]])).item()).toBeCloseTo(1e300, -290);
      const X = linalg.inv(
        tensor([
          [1e-200, 0],
          [0, 1e200]
        ])
      );
      expect(X.at(0, 0) / 1e200).toBeCloseTo(1, 14);
      expect(X.at(1, 1) / 1e-200).toBeCloseTo(1, 14);
    });

    it('does not call a small matrix singular', () => {
      expect(linalg.inv(eye(2).mul(1e-20)).toArray()).toEqual([
        [1e20, 0],
        [0, 1e20]
      ]);
    });

    it('computes through NaN and Inf', () => {
      const X = linalg.inv(
        tensor([
          [Number.NaN, 1],
          [1, 2]
        ])
      );
      expect((X.toArray() as number[][]).flat().every(Number.isNaN)).toBe(true);
      expect(
        linalg
          .inv(
            tensor([
              [Number.POSITIVE_INFINITY, 1],
              [1, 2]
            ])
          )
          .at(1, 1)
      ).toBe(0.5);
    });
  });

  describe('singular matrices', () => {
    it.each(FLOAT_DTYPES)('are refused in torch’s words (%s)', dtype => {
      const Z = tensor(
        [
          [1, 2, 0],
          [3, 4, 0],
          [5, 6, 0]
        ],
        { dtype }
      );
      expect(() => linalg.inv(Z)).toThrow(
        new LinAlgError(`linalg.inv: The diagonal element 3 is zero, ${SINGULAR}`, {
          op: 'linalg.inv',
          code: 'singular'
        })
      );
    });

    it('are errors with fields', () => {
      const error = thrown(() => linalg.inv(stack([eye(3), zeros(3, 3), eye(3)])));
      expect(isLinAlgError(error, 'singular')).toBe(true);
      expect((error as LinAlgError).matrix?.toArray()).toEqual(zeros(3, 3).toArray());
      expect(error).toMatchObject({
        name: 'LinAlgError',
        op: 'linalg.inv',
        code: 'singular',
        batch: 1,
        pivot: 1
      });
      expect((error as Error).message).toBe(
        `linalg.inv: (Batch element 1): The diagonal element 1 is zero, ${SINGULAR}`
      );
    });

    it('are named in row-major order of the batch', () => {
      const A = stack([eye(2), zeros(2, 2), eye(2), zeros(2, 2)]).reshape(2, 2, 2, 2);
      expect(thrown(() => linalg.inv(A))).toMatchObject({ batch: 1 });
      const last = stack([eye(2), eye(2), eye(2), zeros(2, 2)]).reshape(2, 2, 2, 2);
      expect(thrown(() => linalg.inv(last))).toMatchObject({ batch: 3 });
    });

    it('in a batch of one are still a batch', () => {
      expect(thrown(() => linalg.inv(zeros(1, 2, 2)))).toMatchObject({ batch: 0 });
      expect((thrown(() => linalg.inv(zeros(2, 2))) as LinAlgError).batch).toBeUndefined();
    });

    it('factor A itself and not its transpose', () => {
      // Column 1 of A is zero, so the first pivot is; Aᵀ would stop at the last.
      expect(
        thrown(() =>
          linalg.inv(
            tensor([
              [0, 1],
              [0, 2]
            ])
          )
        )
      ).toMatchObject({ pivot: 1 });
      expect(
        thrown(() =>
          linalg.inv(
            tensor([
              [0, 0],
              [1, 2]
            ])
          )
        )
      ).toMatchObject({ pivot: 2 });
    });
  });

  describe('linalg.invEx', () => {
    it('reports info and leaves the healthy members right', () => {
      const healthy = randn(3, 3);
      const { inverse, info } = linalg.invEx(stack([healthy, zeros(3, 3), healthy]));
      expect(info.dtype).toBe('int32');
      expect(info.toArray()).toEqual([0, 1, 0]);
      expectInverse(healthy, inverse.at<Tensor>(0));
      expectInverse(healthy, inverse.at<Tensor>(2));
    });

    it('gives a 0-dimensional info for one matrix', () => {
      const { info } = linalg.invEx(
        tensor([
          [1, 2],
          [2, 4]
        ])
      );
      expect(info.shape).toEqual([]);
      expect(info.item()).toBe(2);
    });

    it('throws under its own name with checkErrors', () => {
      const A = tensor([
        [1, 2],
        [2, 4]
      ]);
      expect(() => linalg.invEx(A, { checkErrors: true })).toThrow(
        `linalg.inv_ex: The diagonal element 2 is zero, ${SINGULAR}`
      );
    });

    it('fills out', () => {
      const out = { inverse: zeros(2, 2), info: zeros([], { dtype: 'int32' }) };
      const result = linalg.invEx(eye(2).mul(4), { out });
      expect(result.inverse).toBe(out.inverse);
      expect(out.inverse.toArray()).toEqual([
        [0.25, 0],
        [0, 0.25]
      ]);
    });
  });

  describe('misuse', () => {
    it.each([
      [
        'not square',
        () => zeros(2, 3),
        'linalg.inv: A must be batches of square matrices, but they are 2 by 3 matrices'
      ],
      [
        'a vector',
        () => zeros(3),
        'linalg.inv: The input tensor A must have at least 2 dimensions.'
      ],
      [
        'a scalar',
        () => tensor(3),
        'linalg.inv: The input tensor A must have at least 2 dimensions.'
      ],
      [
        'int64',
        () => eye(2, { dtype: 'int64' }),
        'linalg.inv: Expected a floating point or complex tensor as input. Got Long'
      ],
      [
        'int32',
        () => eye(2, { dtype: 'int32' }),
        'linalg.inv: Expected a floating point or complex tensor as input. Got Int'
      ],
      [
        'bool',
        () => eye(2, { dtype: 'bool' }),
        'linalg.inv: Expected a floating point or complex tensor as input. Got Bool'
      ]
    ])('refuses %s in torch’s words', (_, make, message) => {
      expect(() => linalg.inv(make())).toThrow(message);
      expect(() => linalg.invEx(make())).toThrow(message);
      expect(thrown(() => linalg.inv(make()))).toMatchObject({
        name: 'RuntimeError',
        op: 'linalg.inv'
      });
    });

    it('takes what tensors are made of, and refuses all else', () => {
      const nested = [
        [2, 1],
        [1, 1]
      ];
      const wanted = linalg.inv(tensor(nested)).toArray();
      expect(linalg.inv(nested).toArray()).toEqual(wanted);
      expect(linalg.inv({ toArray: () => nested }).toArray()).toEqual(wanted);
      expect(linalg.inv([[[2]], [[4]]]).toArray()).toEqual([[[0.5]], [[0.25]]]);
      expect(inverseSource(linalg.inv(nested))?.toArray()).toEqual(nested);
      for (const [value, got] of [
        [5, 'number'],
        ['[[1, 2], [3, 4]]', 'string'],
        [null, 'null'],
        [undefined, 'undefined'],
        [{}, 'object']
      ]) {
        expect(() => linalg.inv(value as never)).toThrow(
          `linalg.inv: expected A to be a Tensor or nested arrays of numbers, got ${got}; make a tensor with tensor([[1, 2], [3, 4]])`
        );
      }
      expect(() => linalg.inv(new Float64Array(4) as never)).toThrow(
        'got a typed array; make a tensor with fromData(data, shape)'
      );
      expect(() => linalg.inv([[1, 2], [3]])).toThrow('expected sequence of length 2 at dim 1');
      expect(() => linalg.inv([1, 2])).toThrow('must have at least 2 dimensions');
      expect(() => linalg.inv(nested, { out: nested as never })).toThrow(
        'expected out to be a Tensor'
      );
    });
  });
});

function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
}
