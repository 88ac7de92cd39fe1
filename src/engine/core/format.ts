/** Tensors as plain text, in torch's layout: `tensor([[1.0000, 0.5000], …])`. */

import { type DType, isComplex, isInexact } from './dtype.js';
import type { Complex, Scalar } from './scalar.js';
import { isComplexNumber } from './scalar.js';
import type { Shape } from './shape.js';

/** A tensor whose elements are at hand. */
interface IPrintable {
  readonly shape: Shape;
  readonly ndim: number;
  readonly numel: number;
  readonly dtype: DType;
  item(): Scalar;
  select(dim: number, index: number): IPrintable;
}

/** torch's summary: from this many elements on, only the edges are printed. */
const THRESHOLD = 1000;
const EDGE = 3;
const DIGITS = 5;
/** torch's digits behind the point. */
const PRECISION = 4;
/** More than these digits no tie of doubles at the fourth one has. */
const EXACT = 40;

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

/** One element with all its digits, as Python's f-strings show it: what is read back is the same number. */
export function formatExact(value: Scalar): string {
  if (isComplexNumber(value)) {
    const im = formatExact(value.im);
    return `${formatExact(value.re)}${im.startsWith('-') ? '' : '+'}${im}i`;
  }
  if (typeof value !== 'number' || Number.isFinite(value)) {
    return Object.is(value, -0) ? '-0' : String(value);
  }
  return formatNumber(value);
}

/**
 * The whole tensor, its columns aligned, elided where it is large: numbers as torch prints them. Integers are
 * whole; floats that are all whole end in a point (`1.`), and have four digits behind it else (`1.0000`), so
 * that what is rounded shows it; scientific where sizes differ by more than 1000, or are extreme. Lines are
 * not broken, the dtype is always there, and the imaginary unit is i.
 */
export function formatTensor(source: IPrintable): string {
  const elide = source.numel > THRESHOLD;
  const format = formatOf(source.dtype, scalars(source, elide));
  const rows = source.numel === 0 ? '[]' : body(source, elide, format, 8);
  const size = source.numel === 0 && source.ndim > 1 ? `, size=[${source.shape.join(', ')}]` : '';
  return `tensor(${rows}${size}, dtype=${source.dtype})`;
}

type Format = (value: Scalar) => string;

function body(source: IPrintable, elide: boolean, format: Format, indent: number): string {
  if (source.ndim === 0) return format(source.item());
  const parts = shown(source.shape[0], elide).map(index => {
    if (index !== undefined) return body(source.select(0, index), elide, format, indent + 1);
    return source.ndim === 1 ? ' ...' : '...';
  });
  const gap = source.ndim === 1 ? ', ' : `,${'\n'.repeat(source.ndim - 1)}${' '.repeat(indent)}`;
  return `[${parts.join(gap)}]`;
}

/** The indices to print; undefined stands for those left out. */
function shown(size: number, elide: boolean): (number | undefined)[] {
  const all = Array.from({ length: size }, (_, i) => i);
  if (!elide || size <= 2 * EDGE) return all;
  return [...all.slice(0, EDGE), undefined, ...all.slice(-EDGE)];
}

/** The elements that are printed. */
function scalars(source: IPrintable, elide: boolean): Scalar[] {
  if (source.numel === 0) return [];
  if (source.ndim === 0) return [source.item()];
  return shown(source.shape[0], elide).flatMap(index =>
    index === undefined ? [] : scalars(source.select(0, index), elide)
  );
}

function formatOf(dtype: DType, values: readonly Scalar[]): Format {
  if (isComplex(dtype)) {
    const [re, im] = (['re', 'im'] as const).map(part =>
      floatFormat(values.map(value => (value as Complex)[part]))
    );
    return value => {
      const text = `${im((value as Complex).im)}i`.trimStart();
      return `${re((value as Complex).re)}${text.startsWith('-') ? '' : '+'}${text}`;
    };
  }
  if (isInexact(dtype)) return floatFormat(values as number[]) as Format;
  const width = Math.max(...values.map(value => String(value).length));
  return value => String(value).padStart(width);
}

/** As `_Formatter` of torch/_tensor_str.py: one mode and one width for all numbers. */
function floatFormat(values: readonly number[]): (value: number) => string {
  const sizes = values.filter(value => Number.isFinite(value) && value !== 0).map(Math.abs);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const scientific = sizes.length > 0 && (most / least > 1000 || most > 1e8 || least < 1e-4);
  const whole = sizes.every(Number.isInteger);
  const text = (value: number) => {
    if (!Number.isFinite(value)) return formatNumber(value);
    const sign = value < 0 || Object.is(value, -0) ? '-' : '';
    const size = Math.abs(value);
    if (scientific) return sign + scientificText(size);
    return sign + (whole ? `${size}.` : halfToEven(size.toFixed(PRECISION), size.toFixed(EXACT)));
  };
  const counted = values.filter(value => Number.isFinite(value) && value !== 0);
  const width = counted.reduce((most, value) => Math.max(most, text(value).length), 1);
  return value => text(value).padStart(width);
}

/** `1.2346e-05`: two digits of the exponent at least. */
function scientificText(size: number): string {
  const [mantissa, exponent] = size.toExponential(PRECISION).split('e');
  const [exact, exactExponent] = size.toExponential(EXACT).split('e');
  const rounded = exponent === exactExponent ? halfToEven(mantissa, exact) : mantissa;
  return `${rounded}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/** Python rounds a tie to the even digit, JavaScript upwards. */
function halfToEven(rounded: string, exact: string): string {
  const short = exact.slice(0, rounded.length);
  const tie = /^50*$/.test(exact.slice(rounded.length));
  return tie && Number(short.at(-1)) % 2 === 0 ? short : rounded;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
