/**
 * Views as operations that every array library has: slices, an order of dimensions, a shape, and repetition. In the
 * browser a view is strides over a storage; Dask and JAX have none, and of the others not all tell.
 */
import { rowMajor, type Shape } from '../shape.js';
import type { IView } from '../view.js';

export interface IViewSteps {
  /** For each dimension of the source: start, count and step. */
  readonly index: readonly (readonly [start: number, count: number, step: number])[];
  /** The dimensions of the source in the order of the result; those that it lacks come last, of size 1. */
  readonly order: readonly number[];
  /** With the dimensions of size 1 that the result has, before any is repeated. */
  readonly shape: Shape;
  readonly expanded: Shape;
}

/**
 * @param source the shape of the whole tensor that is looked at, in row-major order
 * @param view of some elements of that: made by `select`, `slice`, `permute`, `squeeze`, `unsqueeze` and `expand`
 */
export function stepsOf(source: Shape, { shape, strides, offset }: IView): IViewSteps {
  const own = rowMajor(source);
  const index = source.map((size, dim): [number, number, number] => [
    Math.floor(offset / own[dim]) % size,
    1,
    1
  ]);
  const first: number[] = [];
  const kept = shape.map((size, dim) => {
    if (size === 1 || strides[dim] === 0) return 1;
    // The strides of dimensions that are longer than 1 fall, so that a stride tells its dimension.
    const axis = source.findIndex((length, k) => length > 1 && own[k] <= strides[dim]);
    first.push(axis);
    index[axis][1] = size;
    index[axis][2] = strides[dim] / own[axis];
    return size;
  });
  const last = [...source.keys()].filter(dim => !first.includes(dim));
  return { index, order: [...first, ...last], shape: kept, expanded: shape };
}
