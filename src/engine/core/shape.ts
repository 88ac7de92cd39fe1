/** Shapes, strides and broadcasting: pure arithmetic on lists of sizes. */
import { RuntimeError } from './errors.js';

export type Shape = readonly number[];

/** The number of elements of a shape; 1 for the empty shape. */
export function sizeOf(shape: Shape): number {
  let product = 1;
  for (let i = 0; i < shape.length; i++) product *= shape[i];
  return product;
}

/** The strides, in elements, of a contiguous row-major tensor. */
export function rowMajor(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= Math.max(shape[i], 1);
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** As torch prints it: `[2, 3]`. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Checks sizes that came from a caller, and returns them. */
export function checkShape(op: string, shape: Shape): Shape {
  for (const size of shape) {
    if (!Number.isInteger(size)) {
      throw new RuntimeError(
        `${op}: expected integer sizes, got ${shapeText(shape)}. Options go last, as an object: ${op}(2, 3, {dtype: 'float32'})`,
        { op, code: 'shape' }
      );
    }
    if (size < 0) {
      throw new RuntimeError(
        `Trying to create tensor with negative dimension ${size}: ${shapeText(shape)}`,
        { op, code: 'shape' }
      );
    }
  }
  return shape;
}

/** The common shape of two operands, aligned at their last dimensions; throws torch's text, of the last that differs. */
export function broadcastShapes(op: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let dim = rank - 1; dim >= 0; dim--) {
    const x = a[dim - rank + a.length] ?? 1;
    const y = b[dim - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new RuntimeError(
        `The size of tensor a (${x}) must match the size of tensor b (${y}) at non-singleton dimension ${dim}`,
        { op, code: 'shape' }
      );
    }
    shape[dim] = x === 1 ? y : x;
  }
  return shape;
}

/** Strides with which a tensor is read as if it had the broadcast `shape`: 0 where it repeats. */
export function broadcastStrides(from: Shape, strides: readonly number[], shape: Shape): number[] {
  const skip = shape.length - from.length;
  return shape.map((size, dim) =>
    dim < skip || (from[dim - skip] === 1 && size !== 1) ? 0 : strides[dim - skip]
  );
}

/** Calls `visit` with the storage position of each element, in row-major order. */
export function forEachOffset(
  shape: Shape,
  strides: readonly number[],
  offset: number,
  visit: (position: number) => void
): void {
  const total = sizeOf(shape);
  const index = new Array<number>(shape.length).fill(0);
  let position = offset;
  for (let count = 0; count < total; count++) {
    visit(position);
    for (let dim = shape.length - 1; dim >= 0; dim--) {
      position += strides[dim];
      if (++index[dim] < shape[dim]) break;
      position -= strides[dim] * shape[dim];
      index[dim] = 0;
    }
  }
}

/** The index of the `k`-th element, in row-major order, of `shape`: `unravel([2, 3], 4)` is `[1, 1]`. */
export function unravel(shape: Shape, k: number): number[] {
  const index = new Array<number>(shape.length);
  let rest = k;
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    index[dim] = rest % shape[dim];
    rest = Math.floor(rest / shape[dim]);
  }
  return index;
}

/** The offset of an index: the sum of its parts times the strides. */
export function dotProduct(index: readonly number[], strides: readonly number[]): number {
  return index.reduce((sum, i, dim) => sum + i * strides[dim], 0);
}

/** The dimension that is meant, counted from the first, of so many. */
export function checkDimension(op: string, rank: number, dim: unknown): number {
  const axis = typeof dim === 'number' && dim < 0 ? dim + rank : (dim as number);
  if (Number.isInteger(axis) && axis >= 0 && axis < rank) return axis;
  throw new RuntimeError(
    `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${String(dim)})`,
    { op, code: 'index' }
  );
}
