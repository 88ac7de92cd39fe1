/** Numbers at equal distances. */

import {
  allocate,
  checkDType,
  complexDType,
  components,
  dtypeInfo,
  getDefaultDtype,
  isComplex
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { checkRange, numberName } from '../core/pack.js';
import { isComplexNumber, type Scalar } from '../core/scalar.js';
import { Tensor } from '../tensor.js';
import type { ITensorOptions } from './create.js';

/** A number, or a complex one. */
type Bound = number | { readonly re: number; readonly im: number };

/**
 * `steps` numbers from `start` to `end`, both included, at equal distances. Source: `torch.linspace`; as there,
 * the second half is counted back from the end, and integers are cut towards zero.
 * @param options `dtype`: where absent the default dtype, complex where a bound is
 * @throws RuntimeError `number of steps must be non-negative`
 */
export function linspace(
  start: Bound,
  end: Bound,
  steps: number,
  options: ITensorOptions = {}
): Tensor {
  const op = 'linspace';
  const fail = (message: string) => new RuntimeError(message, { op, code: 'invalid-argument' });
  for (const [name, value] of Object.entries({ start, end })) {
    if (typeof value !== 'number' && !isComplexNumber(value)) {
      throw fail(`${op}: expected ${name} to be a number, got ${typeof value}`);
    }
  }
  if (!Number.isInteger(steps))
    throw fail(`${op}: expected the steps to be an integer, got ${steps}`);
  if (steps < 0) throw fail('number of steps must be non-negative');
  const standard = getDefaultDtype();
  const isReal = typeof start === 'number' && typeof end === 'number';
  const dtype = checkDType(op, options.dtype ?? (isReal ? standard : complexDType(standard)));
  if (!isReal && !isComplex(dtype)) {
    const [from, to] = [dtypeInfo(complexDType(standard)).cppName, dtypeInfo(dtype).scalarType];
    throw new RuntimeError(
      `torch.linspace(): inferred dtype ${from} can't be safely cast to passed dtype ${to}`,
      { op, code: 'dtype' }
    );
  }
  if (dtype === 'bool' && steps > 1) throw fail(`"linspace_cpu" not implemented for 'Bool'`);
  const data = allocate(dtype, steps);
  const width = components(dtype);
  for (const value of [start, end]) checkRange(op, value as Scalar, dtype, numberName(dtype));
  // Integers lie between whole numbers.
  const bound = dtype === 'int32' || dtype === 'int64' ? Math.trunc : (x: number) => x;
  const bounds = [parts(start).map(bound), parts(end).map(bound)];
  for (let at = 0; at < data.length; at++) {
    const [from, to] = bounds.map(bound => bound[at % width]);
    const value = between(from, to, Math.floor(at / width), steps);
    if (dtype === 'int64') data[at] = BigInt(Math.trunc(value));
    else data[at] = dtype === 'bool' ? Number(value !== 0) : value;
  }
  return Tensor.own(data, [steps], dtype);
}

function parts(value: Bound): readonly [re: number, im: number] {
  return typeof value === 'number' ? [value, 0] : [value.re, value.im];
}

function between(from: number, to: number, i: number, steps: number): number {
  if (steps === 1) return from;
  const step = (to - from) / (steps - 1);
  return i < Math.floor(steps / 2) ? from + step * i : to - step * (steps - 1 - i);
}
