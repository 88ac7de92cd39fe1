/** Tensors as plain text, in torch's layout: `tensor([[1.0000, 0.5000], …])`. */
import type { Scalar } from './scalar.js';
import { isComplexNumber } from './scalar.js';
import type { Tensor } from './tensor.js';

/** torch's summary: from this many elements on, only the edges are printed. */
const THRESHOLD = 1000;
const EDGE = 3;
const DIGITS = 5;

/** One number with about five significant digits: `0.33333`, `1e-16`, `-2`. */
export function formatNumber(value: number, digits = DIGITS): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value) && Math.abs(value) < 1e6)
    return Object.is(value, -0) ? '-0' : `${value}`;
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return trimZeros(value.toFixed(Math.max(digits - 1 - power, 0)));
  return `${trimZeros(mantissa)}e${power}`;
}

/** One element of any dtype. */
export function formatScalar(value: Scalar, digits = DIGITS): string {
  if (typeof value === 'number') return formatNumber(value, digits);
  if (!isComplexNumber(value)) return String(value);
  const im = formatNumber(value.im, digits);
  return `${formatNumber(value.re, digits)}${im.startsWith('-') ? '' : '+'}${im}i`;
}

/** The whole tensor, its columns aligned, elided where it is large. */
export function formatTensor(source: Tensor): string {
  const elide = source.numel > THRESHOLD;
  const rows = source.numel === 0 ? '[]' : body(source, elide, width(source, elide), 8);
  const size = source.numel === 0 && source.ndim > 1 ? `, size=[${source.shape.join(', ')}]` : '';
  return `tensor(${rows}${size}, dtype=${source.dtype})`;
}

function body(source: Tensor, elide: boolean, pad: number, indent: number): string {
  if (source.ndim === 0) return formatScalar(source.item<Scalar>()).padStart(pad);
  const parts = shown(source.shape[0], elide).map(index =>
    index === undefined ? '...' : body(source.select(0, index), elide, pad, indent + 1)
  );
  const gap = source.ndim === 1 ? ', ' : `,${'\n'.repeat(source.ndim - 1)}${' '.repeat(indent)}`;
  return `[${parts.join(gap)}]`;
}

/** The indices to print; undefined stands for those left out. */
function shown(size: number, elide: boolean): (number | undefined)[] {
  const all = Array.from({ length: size }, (_, i) => i);
  if (!elide || size <= 2 * EDGE) return all;
  return [...all.slice(0, EDGE), undefined, ...all.slice(-EDGE)];
}

function width(source: Tensor, elide: boolean): number {
  if (source.ndim === 0) return source.numel ? formatScalar(source.item<Scalar>()).length : 0;
  const widths = shown(source.shape[0], elide).map(index =>
    index === undefined ? 0 : width(source.select(0, index), elide)
  );
  return Math.max(0, ...widths);
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
