/** Vandermonde matrices. */

import { cast } from '../backends/cpu/cast.js';
import { allocate, components, type FloatData, isInexact } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { checkTensor } from '../ops/check.js';
import { Tensor, type TensorLike } from '../tensor.js';

/**
 * The powers 0 to N − 1 of every element, each element's in a row. Source: `torch.linalg.vander`.
 * @param x (*, n), or one number; of integers exact, and modulo 2⁶⁴
 * @param options `N`: how many powers; default n
 * @returns (*, n, N); of integers int64
 * @throws RuntimeError `N must be greater than 1.`, and for bools
 */
export function vander(x: TensorLike, options: number | { N?: number } = {}): Tensor {
  const op = 'linalg.vander';
  const given = checkTensor(op, x, 'x');
  if (given.dtype === 'bool') {
    throw new RuntimeError(
      `${op} supports floating point, complex, and integer tensors, but got Bool`,
      { op, code: 'dtype' }
    );
  }
  const size = given.shape[given.ndim - 1] ?? 1;
  const N = (typeof options === 'object' ? options?.N : options) ?? size;
  if (!(Number.isInteger(N) && N > 1)) {
    throw new RuntimeError('N must be greater than 1.', { op, code: 'invalid-argument' });
  }
  const dtype = isInexact(given.dtype) ? given.dtype : 'int64';
  const source = Tensor.read(cast(given, dtype));
  const width = components(dtype);
  const data = allocate(dtype, given.numel * N);
  for (let k = 0; k < given.numel; k++) {
    const row = data.subarray(k * N * width, (k + 1) * N * width);
    if (source instanceof BigInt64Array) integerPowers(source[k], row as BigInt64Array);
    else powers(source, k * width, row as FloatData, width);
  }
  return Tensor.own(data, [...(given.ndim === 0 ? [1] : given.shape), N], dtype);
}

function integerPowers(x: bigint, row: BigInt64Array): void {
  row[0] = 1n;
  for (let j = 1; j < row.length; j++) row[j] = row[j - 1] * x;
}

/** Rounded to the dtype at every step, as torch multiplies. */
function powers(x: FloatData, at: number, row: FloatData, width: number): void {
  row[0] = 1;
  for (let j = width; j < row.length; j += width) {
    const before = j - width;
    if (width === 1) {
      row[j] = row[before] * x[at];
      continue;
    }
    const [a, b] = [row[before], row[before + 1]];
    row[j] = a * x[at] - b * x[at + 1];
    row[j + 1] = a * x[at + 1] + b * x[at];
  }
}
