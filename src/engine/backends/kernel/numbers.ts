/** Numbers as requests to the Python kernel write them. */
import { RuntimeError } from '../../core/errors.js';
import { isComplexNumber, type Scalar } from '../../core/scalar.js';

/** A number as requests write it: JSON lacks some. */
export function numberOf(value: Scalar): unknown {
  if (isComplexNumber(value)) return [numberOf(value.re), numberOf(value.im)];
  if (typeof value === 'bigint') return wholeNumber(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return {
    $float: Object.is(value, -0) ? '-0.0' : String(value).toLowerCase().replace('infinity', 'inf')
  };
}

function wholeNumber(value: bigint): number {
  if (Number.isSafeInteger(Number(value))) return Number(value);
  throw new RuntimeError(
    `expected a whole number below 2^53 beside a tensor on the device 'kernel', got ${value}; make a tensor of it: tensor(${value}n, { device: 'kernel' })`,
    { op: 'arithmetic', code: 'invalid-argument' }
  );
}
