/** Elements of one dtype as those of another. */
import {
  allocate,
  checkDType,
  copyInto,
  type DType,
  isComplex,
  isInexact
} from '../../core/dtype.js';
import { flatten } from '../../core/nested.js';
import { pack } from '../../core/pack.js';
import { Tensor } from '../../tensor.js';

/** A tensor whose elements are those of `source`, as another dtype. */
export function cast<D extends DType>(source: Tensor, dtype: D): Tensor<D> {
  checkDType('to', dtype);
  if (dtype === source.dtype) return source;
  if (isInexact(dtype) && isInexact(source.dtype) && isComplex(dtype) === isComplex(source.dtype)) {
    const data = allocate(dtype, source.numel);
    copyInto(data, Tensor.read(source));
    return Tensor.own(data, source.shape, dtype);
  }
  const { flat } = flatten(source.toArray());
  return Tensor.own(pack(flat, dtype), source.shape, dtype);
}
