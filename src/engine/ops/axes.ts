/** The dimensions that an operation works along, checked with torch's texts. */

import { RuntimeError } from '../core/errors.js';
import { checkDimension, type Shape } from '../core/shape.js';

/** The dimension that is meant, counted from the first; of a tensor without any, 0 and −1 stand for none. */
export function checkAxis(op: string, ndim: number, dim: unknown): number {
  return checkDimension(op, Math.max(ndim, 1), dim);
}

/** As `checkAxis`, of several, each at most once. */
export function checkAxes(
  op: string,
  { ndim }: { ndim: number },
  dims: readonly number[]
): number[] {
  const axes = dims.map(dim => checkAxis(op, ndim, dim));
  const twice = axes.find((axis, i) => axes.indexOf(axis) !== i);
  if (twice !== undefined) {
    throw new RuntimeError(`dim ${twice} appears multiple times in the list of dims`, {
      op,
      code: 'index'
    });
  }
  return ndim === 0 ? [] : axes;
}

/** The shape without some dimensions, or with size 1 there. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdim: boolean): Shape {
  return keepdim
    ? shape.map((size, dim) => (axes.includes(dim) ? 1 : size))
    : shape.filter((_, dim) => !axes.includes(dim));
}
