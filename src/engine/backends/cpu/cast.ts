/** Elements of one dtype as those of another. */
import {
  allocate,
  type ComplexDType,
  checkDType,
  copyInto,
  type DType,
  isComplex,
  isInexact,
  realDType
} from '../../core/dtype.js';
import { warnOfDiscarded } from '../../core/errors.js';
import { flatten } from '../../core/nested.js';
import { pack } from '../../core/pack.js';
import { Tensor } from '../../tensor.js';

/** A tensor whose elements are those of `source`, as another dtype; of complex numbers the real parts, as in torch. */
export function cast<D extends DType>(source: Tensor, dtype: D): Tensor<D> {
  checkDType('to', dtype);
  if (dtype === source.dtype) return source;
  if (isComplex(source.dtype) && !isComplex(dtype)) return cast(asReal(source, dtype), dtype);
  if (isInexact(dtype) && isInexact(source.dtype) && isComplex(dtype) === isComplex(source.dtype)) {
    const data = allocate(dtype, source.numel);
    copyInto(data, Tensor.read(source));
    return Tensor.own(data, source.shape, dtype);
  }
  const { flat } = flatten(source.toArray());
  return Tensor.own(pack(flat, dtype), source.shape, dtype);
}

/** The real parts, with torch's warning if others are lost; for bools, whether anything of a number is not 0. */
function asReal(source: Tensor, dtype: DType): Tensor {
  const parts = Tensor.read<ComplexDType>(source);
  const real = realDType(source.dtype);
  const data = allocate(real, source.numel);
  let isLossy = false;
  for (let i = 0; i < data.length; i++) {
    const [re, im] = [parts[2 * i], parts[2 * i + 1]];
    data[i] = dtype === 'bool' ? Number(re !== 0 || im !== 0) : re;
    isLossy ||= im !== 0;
  }
  if (isLossy && dtype !== 'bool') warnOfDiscarded();
  return Tensor.own(data, source.shape, real);
}
