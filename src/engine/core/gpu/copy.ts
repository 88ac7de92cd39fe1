/** Copies between views on the device, word by word. */

import type { DType } from '../dtype.js';
import { components } from '../dtype.js';
import { RuntimeError } from '../errors.js';
import { type Shape, sizeOf } from '../shape.js';
import type { Handle, IGpu } from './gpu.js';

/** Dimensions that a kernel has room for, after those that lie in a row were joined. */
const MOST = 16;

/** A dimension with the strides of two operands. */
interface IAxis {
  size: number;
  strides: readonly [number, number];
}

/**
 * The dimensions of two strided operands as kernels want them: the last first, joined where both go on
 * without a gap; each as size and two strides.
 */
export function axesOf(
  op: string,
  shape: Shape,
  a: readonly number[],
  b: readonly number[]
): number[] {
  const axes: IAxis[] = [];
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    const size = shape[dim];
    if (size === 1) continue;
    const inner = axes[axes.length - 1];
    const joins =
      inner?.strides[0] * inner?.size === a[dim] && inner?.strides[1] * inner?.size === b[dim];
    if (inner && joins) inner.size *= size;
    else axes.push({ size, strides: [a[dim], b[dim]] });
  }
  if (axes.length > MOST) {
    throw new RuntimeError(
      `${op}: at most ${MOST} strided dimensions are supported on 'webgpu', got ${axes.length}; call A.clone() earlier`,
      { op, code: 'shape' }
    );
  }
  return axes.flatMap(({ size, strides }) => [size, ...strides]);
}

/** A tensor on the device. */
interface IOnGpu {
  readonly gpu: IGpu;
  readonly handle: Handle;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
  clone(): IOnGpu;
}

/** Copies elements; where one side is complex and the other is not, their real parts. */
export function copyWords(source: IOnGpu, target: IOnGpu): void {
  const words = sizeOf(source.shape);
  if (words === 0) return;
  if (source.handle === target.handle) {
    copyWords(source.clone(), target);
    return;
  }
  const [from, to] = [components(source.dtype), components(target.dtype)];
  const both = from === 2 && to === 2;
  const scale = (strides: readonly number[], width: number) =>
    strides.map(stride => stride * width);
  const shape = both ? [...source.shape, 2] : source.shape;
  const part = both ? [1] : [];
  const axes = axesOf(
    'copy',
    shape,
    [...scale(source.strides, from), ...part],
    [...scale(target.strides, to), ...part]
  );
  const count = words * (both ? 2 : 1);
  const head = [count, axes.length / 3, source.offset * from, target.offset * to, 0, 0, 0, 0];
  source.gpu.run('copy', [target.handle, source.handle], [...head, ...axes]);
}
