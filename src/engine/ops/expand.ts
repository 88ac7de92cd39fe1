/** Operands brought to one dtype and one shape, for whatever is computed element by element. */

import { cast } from '../backends/cpu/cast.js';
import { allocate, components, type Data, type DType, type TypedArray } from '../core/dtype.js';
import { pack } from '../core/pack.js';
import type { Scalar } from '../core/scalar.js';
import {
  broadcastStrides,
  forEachOffset,
  rowMajor,
  type Shape,
  sameShape,
  sizeOf
} from '../core/shape.js';
import { Tensor } from '../tensor.js';

/** An operand as a tensor of the dtype. */
export function inDType(value: Tensor | Scalar, dtype: DType): Tensor {
  return value instanceof Tensor ? cast(value, dtype) : Tensor.own(pack([value], dtype), [], dtype);
}

/** Bools as 0 and 1: those that came in bytes of their own may be other numbers. Else the data as they are. */
export function asBits(data: Data, dtype: DType): Data {
  return dtype === 'bool' ? (data as Uint8Array).map(value => Number(value !== 0)) : data;
}

/** The elements of a tensor repeated to `shape`, row-major; not to be written to. */
export function expanded<D extends DType>(source: Tensor<D>, shape: Shape): TypedArray<D> {
  const data = Tensor.read(source);
  if (sameShape(source.shape, shape)) return data;
  const width = components(source.dtype);
  const out = allocate(source.dtype, sizeOf(shape));
  const strides = broadcastStrides(source.shape, rowMajor(source.shape), shape);
  let next = 0;
  forEachOffset(shape, strides, 0, position => {
    for (let part = 0; part < width; part++) out[next++] = data[position * width + part];
  });
  return out;
}
