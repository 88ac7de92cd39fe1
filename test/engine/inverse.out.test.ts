/** `out` of the inverse: filled in place, whatever it shares with the input. */
import { describe, expect, it, jest } from '@jest/globals';
import { eye, fromData, linalg, ones, randn, tensor, zeros } from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';

onEachBackend(() => {
  describe('out of the inverse', () => {
    it('is filled in place and returned', () => {
      const out = zeros(2, 2);
      expect(linalg.inv(eye(2).mul(2), { out })).toBe(out);
      expect(out.toArray()).toEqual([
        [0.5, 0],
        [0, 0.5]
      ]);
    });

    it('may be the input', () => {
      const A = tensor([
        [2, 1],
        [1, 1]
      ]);
      expect(linalg.inv(A, { out: A }).toArray()).toEqual([
        [1, -1],
        [-1, 2]
      ]);
    });

    it('is of a matrix as it is, and of a batch', () => {
      for (const shape of [
        [3, 3],
        [70, 70],
        [5, 4, 4],
        [3, 20, 20]
      ]) {
        const A = randn(shape);
        const out = zeros(shape);
        linalg.inv(A, { out });
        expect(out.data).toEqual(linalg.inv(A).data);
        const both = { inverse: zeros(shape), info: zeros(shape.slice(0, -2), { dtype: 'int32' }) };
        expect(linalg.invEx(A, { out: both }).inverse.data).toEqual(out.data);
      }
    });

    it('may share an array with the input', () => {
      const array = Float64Array.of(2, 1, 1, 1, 1, 1e3, 0, 1);
      const [A, out] = [fromData(array, [2, 2, 2]), fromData(array, [2, 2, 2])];
      expect(linalg.inv(A, { out }).toArray()).toEqual([
        [
          [1, -1],
          [-1, 2]
        ],
        [
          [1, -1000],
          [0, 1]
        ]
      ]);
      const part = fromData(array.subarray(0, 4), [2, 2]);
      linalg.inv(part, { out: fromData(array.subarray(0, 4), [2, 2]) });
      expect([...array.subarray(0, 4)]).toEqual([2, 1, 1, 1]);
    });

    it('is written to, of a matrix that turns out to be singular', () => {
      const A = zeros(2, 2);
      const out = eye(2);
      const { version } = out;
      expect(() => linalg.inv(A, { out })).toThrow('the input matrix is singular');
      expect(out.version).toBeGreaterThan(version);
    });

    it('may be a view', () => {
      const whole = zeros(2, 2, 2);
      linalg.inv(
        tensor([
          [1, 2],
          [0, 1]
        ]),
        { out: whole.select(0, 1).mT }
      );
      expect(whole.toArray()).toEqual([
        [
          [0, 0],
          [0, 0]
        ],
        [
          [1, 0],
          [-2, 1]
        ]
      ]);
    });

    it('must have the dtype', () => {
      expect(() => linalg.inv(eye(2, { dtype: 'float32' }), { out: zeros(2, 2) })).toThrow(
        'Expected out tensor to have dtype float, but got double instead'
      );
    });

    it('is resized with a warning', () => {
      const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
      const out = ones(3);
      linalg.inv(eye(2), { out });
      expect(out.toArray()).toEqual([
        [1, 0],
        [0, 1]
      ]);
      expect(warn.mock.calls[0][0]).toContain(
        'resized since it had shape [3], which does not match the required output shape [2, 2]. This behavior is deprecated, and in a future PyTorch release outputs will not be resized unless they have zero elements.'
      );
      warn.mockRestore();
    });
  });
});
