/** Views as slices, orders and shapes: of random views, those of the CPU. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stepsOf } from '../../../src/engine/core/kernel/steps.js';
import { arange, type Tensor } from '../../../src/engine/index.js';

type Step = (A: Tensor) => Tensor;

/** A view of a view, as far as shapes allow. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5), fc.integer({ min: 1, max: 3 })).map(
    ([dim, from, count, by]): Step =>
      A =>
        A.ndim ? A.slice(dim % A.ndim, from, from + count + 1, by) : A
  ),
  fc.tuple(fc.nat(5), fc.nat(5)).map(
    ([dim, index]): Step =>
      A => {
        const size = A.shape[dim % A.ndim];
        return A.ndim && size ? A.select(dim % A.ndim, index % size) : A;
      }
  ),
  fc.constant<Step>(A => A.T),
  fc.constant<Step>(A => (A.ndim > 1 ? A.mT : A)),
  fc.constant<Step>(A => A.squeeze()),
  fc.nat(5).map(
    (dim): Step =>
      A =>
        A.unsqueeze(dim % (A.ndim + 1))
  )
);

/** What Python's libraries do with the steps: see `elementwise.py`. */
function followed(source: Tensor, { index, order, shape, expanded }: ReturnType<typeof stepsOf>) {
  const sliced = index.reduce(
    (A, [start, count, by], dim) => A.slice(dim, start, start + count * by, by),
    source
  );
  return [sliced.permute(...order).reshape(shape), expanded] as const;
}

it('are those of the strides', () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(shapes, fc.array(step, { maxLength: 4 }), (shape, steps) => {
      const source = arange(shape.reduce((n, size) => n * size, 1)).reshape(shape);
      const view = steps.reduce((A, next) => next(A), source);
      const { shape: wanted, strides, offset } = view;
      fc.pre(view.numel > 0);
      const found = stepsOf(source.shape, { shape: wanted, strides, offset });
      const [result, expanded] = followed(source, found);
      expect(expanded).toEqual(wanted);
      expect(result.toArray()).toEqual(view.toArray());
    }),
    { seed: 7, numRuns: 2000 }
  );
});

it('repeat what an expanded view repeats', () => {
  const view = { shape: [3, 2, 4], strides: [0, 1, 0], offset: 2 };
  expect(stepsOf([3, 2], view)).toEqual({
    index: [
      [1, 1, 1],
      [0, 2, 1]
    ],
    order: [1, 0],
    shape: [1, 2, 1],
    expanded: [3, 2, 4]
  });
});
