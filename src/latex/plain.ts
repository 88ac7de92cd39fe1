/** Tensors as plain text, of which no digit is unproven. */
import type { Tensor } from '../engine/index.js';
import { inverseSource, matrixAt, unravel } from '../engine/internal.js';
import type { ILatexOptions } from './matrix.js';
import { type IProven, proofOf } from './proven.js';
import { equationToText } from './rounded.js';

/** Decimals of an entry of `String(tensor)`, of the number or of its mantissa. */
const PRINTED = 4;

/**
 * A tensor in torch's layout; an inverse of which some entry is not proven to the digits of that layout as
 * `A⁻¹ ≈ [[…]]`, where every entry ends with what is proven of it.
 *
 * @param shown members of a batch that are looked at
 */
export function tensorToText(value: Tensor, options: ILatexOptions, shown: number): string {
  const source = value.ndim < 2 ? undefined : inverseSource(value);
  if (!source || value.numel === 0) return String(value);
  const count = value.numel / value.shape.slice(-2).reduce((a, b) => a * b, 1);
  const members = Array.from({ length: Math.min(count, shown) }, (_, k) => {
    const X = matrixAt(value, k);
    return { X, proven: proofOf(matrixAt(source, k), X) };
  });
  if (members.every(({ X, proven }) => isPrinted(X, proven))) return String(value);
  const batch = value.shape.slice(0, -2);
  const lines = members.map(({ X, proven }, k) => {
    const text = (X.data as Float64Array).every(Number.isFinite)
      ? equationToText('A⁻¹', X, { ...options, boundAt: proven.boundAt })
      : 'no inverse';
    return batch.length === 0 ? text : `[${unravel(batch, k).join(', ')}] ${text}`;
  });
  return lines.join('\n');
}

/** Whether all that `String` writes of X is proven: each entry to within half of its last place. */
function isPrinted({ data }: Tensor, { bound }: IProven): boolean {
  const values = data as Float64Array;
  const width = values.length / bound.length;
  return values.every((value, at) => {
    const radius = bound[Math.floor(at / width)];
    if (radius === 0) return true;
    if (!(radius < Number.POSITIVE_INFINITY) || value === 0) return false;
    const exponent = Math.min(0, Math.floor(Math.log10(Math.abs(value))));
    return radius <= 10 ** (exponent - PRINTED) / 2;
  });
}
