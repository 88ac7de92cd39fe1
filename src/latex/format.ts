/** One format for all entries of a matrix, each rounded to what is asked for and to what is proven of it. */
import { isComplexNumber, type Scalar } from '../engine/index.js';
import {
  exponentOf,
  fixedText,
  type IDecimal,
  provenPlace,
  readBack,
  roundAt,
  scientificText,
  withoutZeros
} from './decimals.js';
import { imaginaryUnit, numberToLatex, numberToText, powerOfTen, scalarToLatex } from './number.js';

/** An entry as it is shown, and whether that is not all of it. */
export interface IWritten {
  text: string;
  isRounded: boolean;
}

/** How LaTeX or plain text write the parts of a number. */
export interface IDialect {
  /** A decimal such as `-1.25`. */
  decimal(text: string): string;
  scientific(mantissa: string, exponent: number): string;
  notFinite(value: number): string;
  /** A number of which no digit is proven. */
  unproven(text: string): string;
  /** As wide as so many digits, where columns are aligned. */
  space(digits: number): string;
  /** A value that is no number: true. */
  word(value: Scalar): string;
  unit(magnitude: string): string;
  /** In place of rows, of columns, or of both. */
  dots(ofRows: boolean, ofColumns: boolean): string;
}

export const LATEX: IDialect = {
  decimal: text => text,
  scientific: (mantissa, exponent) =>
    mantissa === '1' ? `10^{${exponent}}` : `${mantissa}{\\cdot}10^{${exponent}}`,
  notFinite: value => numberToLatex(value, 1),
  unproven: text => (text === '0' ? '{\\approx}0' : `\\textcolor{gray}{${text}}`),
  space: digits => (digits > 0 ? `\\phantom{${'0'.repeat(digits)}}` : ''),
  word: value => scalarToLatex(value, 1),
  unit: imaginaryUnit,
  dots: (ofRows, ofColumns) => {
    if (ofRows && ofColumns) return '\\ddots';
    return ofColumns ? '\\cdots' : '\\vdots';
  }
};

export const TEXT: IDialect = {
  decimal: text => text.replace('-', '−'),
  scientific: (mantissa, exponent) => {
    const power = powerOfTen(exponent);
    return mantissa === '1' ? power : `${mantissa.replace('-', '−')}·${power}`;
  },
  notFinite: value => numberToText(value, 1),
  unproven: text => `≈${text}`,
  space: () => '',
  word: String,
  unit: magnitude =>
    magnitude === '1' ? 'i' : `${magnitude}${magnitude.endsWith('NaN') ? ' ' : ''}i`,
  dots: () => '…'
};

/** An entry with its bound: |entry − truth| <= bound; undefined where nothing is said of it. */
export interface IBounded {
  value: Scalar;
  bound?: number;
}

/** An entry that may be zero is shown as a zero where it is this small beside the largest. */
const NOISE = 0.01;

export interface IFormat {
  /** `10^{5} \times ` as a power, or 0. */
  common: number;
  write: (entry: IBounded) => IWritten;
}

export interface IFormatOptions {
  digits: number;
  dialect: IDialect;
  /** Whether the entries are of single precision, in which fewer digits are all of them. */
  isSingle?: boolean;
  /** Whether each entry has a form of its own, as a number alone has. */
  isOwn?: boolean;
  /** Whether the dtype is one of whole numbers, which are shown whole. */
  isInteger?: boolean;
}

interface INumber {
  x: number;
  bound?: number;
}

/** How each number is written: the place at which it ends, and its text. */
interface IStyle {
  common: number;
  /** Of a finite number that is not zero. */
  place: (x: number) => number;
  text: (decimal: IDecimal, wanted: number) => string;
}

/**
 * Whole numbers as they are; else a fixed number of decimals, enough for two digits of the smallest; and where
 * the entries span too many magnitudes for that, each its own.
 */
export function chooseFormat(entries: readonly IBounded[], given: IFormatOptions): IFormat {
  // Within a complex number there is nothing to align.
  const isAligned = !entries.some(({ value }) => isComplexNumber(value));
  const dialect = isAligned ? given.dialect : { ...given.dialect, space: () => '' };
  const options = { ...given, dialect };
  const numbers = entries.flatMap(numbersOf).filter(({ x }) => x !== 0 && Number.isFinite(x));
  const largest = numbers.reduce((most, { x }) => Math.max(most, Math.abs(x)), 0);
  const known = numbers.filter(({ x, bound }) => !isHidden(x, bound));
  const style = styleOf(known, options);
  const write = (number: INumber) =>
    Math.abs(number.x) <= NOISE * largest && isHidden(number.x, number.bound)
      ? { text: dialect.unproven('0'), isRounded: true }
      : writeNumber(number, style, options);
  return { common: style.common, write: entry => writeEntry(entry, write, dialect) };
}

/** One style for these numbers, or one for each, where the bound of one lets fewer digits be shown than that has. */
function styleOf(numbers: readonly INumber[], options: IFormatOptions): IStyle {
  const { digits, dialect, isOwn, isInteger } = options;
  if (isInteger) return fixed(0, 0, dialect);
  if (isOwn) return own(digits, dialect);
  const sizes = numbers.map(({ x }) => Math.abs(x));
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  const smallest = sizes.reduce((a, b) => Math.min(a, b), largest);
  const aligned =
    sizes.every(Number.isInteger) && largest < 1e6
      ? fixed(0, 0, dialect)
      : alignedStyle(largest, smallest, digits, dialect);
  const fits = ({ x, bound }: INumber) =>
    !isBound(bound) || provenPlace(x, bound, -Infinity) <= (aligned?.common ?? 0);
  return aligned && numbers.every(fits) ? aligned : own(digits, dialect);
}

function alignedStyle(
  largest: number,
  smallest: number,
  digits: number,
  dialect: IDialect
): IStyle | undefined {
  // Rounding may make a power of ten of it, and of the largest double a number that is none.
  const exponent = Number(largest.toExponential(digits - 1).split('e')[1]);
  const common = exponent >= 4 || exponent <= -3 ? exponent : 0;
  const forLargest = digits - 1 - (exponent - common);
  const forSmallest = 1 - exponentOf(smallest) + common;
  const decimals = Math.max(0, forLargest, Math.min(forSmallest, forLargest + 2));
  return forSmallest > decimals + 1 ? undefined : fixed(common, common - decimals, dialect);
}

function fixed(common: number, place: number, dialect: IDialect): IStyle {
  return {
    common,
    place: () => place,
    text: (decimal, wanted) => {
      const cut = decimal.place - wanted;
      // The point goes with the last decimal.
      const point = decimal.place === common && cut > 0 ? '.' : '';
      const gap = dialect.space(cut);
      return dialect.decimal(fixedText(decimal, common)) + (point && gap && '\\phantom{.}') + gap;
    }
  };
}

/** Whether a number with this exponent is written without one. */
function isPlain(exponent: number): boolean {
  return exponent >= -4 && exponent < 6;
}

/** Each number in the form that suits it: `0.25`, `1.5{\cdot}10^{10}`. */
function own(digits: number, dialect: IDialect): IStyle {
  return {
    common: 0,
    place: x => {
      const exponent = exponentOf(x);
      const place = exponent - digits + 1;
      return isPlain(exponent) ? Math.min(Number.isInteger(x) ? 0 : place, 0) : place;
    },
    text: decimal => {
      if (decimal.units === 0n) return '0';
      const [mantissa, exponent] = scientificText(decimal);
      return decimal.place <= 0 && isPlain(exponent)
        ? dialect.decimal(withoutZeros(fixedText(decimal)))
        : dialect.scientific(withoutZeros(mantissa), exponent);
    }
  };
}

function writeNumber(
  { x, bound }: INumber,
  style: IStyle,
  { dialect, isSingle }: IFormatOptions
): IWritten {
  if (!Number.isFinite(x)) return { text: dialect.notFinite(x), isRounded: bound !== undefined };
  // An exact zero stays a bare 0, which says more.
  if (x === 0) return { text: '0', isRounded: false };
  const wanted = style.place(x);
  const place = bound === undefined ? wanted : provenBy(x, bound, wanted);
  const decimal = place === undefined ? undefined : roundAt(x, place);
  if (!decimal || isHidden(x, bound) || (decimal.units === 0n && decimal.place > wanted)) {
    const text = oneDigit(x, style.common, dialect);
    return { text: dialect.unproven(text), isRounded: true };
  }
  const isAll =
    bound === undefined ? readsBack(decimal, x, isSingle) : bound === 0 && decimal.isWhole;
  return { text: style.text(decimal, wanted), isRounded: !isAll };
}

/** A number whose digits are not known: `0.5`, `5{\cdot}10^{7}`; in units of 10^common. */
function oneDigit(x: number, common: number, dialect: IDialect): string {
  const decimal = roundAt(x, exponentOf(x));
  const [mantissa, exponent] = scientificText(decimal);
  const relative = exponent - common;
  return relative <= 0 && isPlain(relative)
    ? dialect.decimal(withoutZeros(fixedText(decimal, common)))
    : dialect.scientific(withoutZeros(mantissa), relative);
}

function provenBy(x: number, bound: number, wanted: number): number | undefined {
  return isBound(bound) ? provenPlace(x, bound, wanted) : undefined;
}

function readsBack(decimal: IDecimal, x: number, isSingle = false): boolean {
  const read = readBack(decimal);
  return isSingle ? Math.fround(read) === x : read === x;
}

/** Whether a number may be zero, and is not known to be. */
function isHidden(x: number, bound?: number): boolean {
  if (bound === undefined || bound === 0 || !Number.isFinite(x)) return false;
  return x === 0 || (isBound(bound) && Math.abs(x) <= bound);
}

function isBound(bound: number | undefined): bound is number {
  return bound !== undefined && bound >= 0 && bound < Number.POSITIVE_INFINITY;
}

function numbersOf({ value, bound }: IBounded): INumber[] {
  if (typeof value === 'number') return [{ x: value, bound }];
  if (!isComplexNumber(value)) return [];
  return [
    { x: value.re, bound },
    { x: value.im, bound }
  ];
}

function writeEntry(
  { value, bound }: IBounded,
  write: (number: INumber) => IWritten,
  dialect: IDialect
): IWritten {
  if (typeof value === 'number') return write({ x: value, bound });
  if (!isComplexNumber(value)) return { text: dialect.word(value), isRounded: false };
  const re = write({ x: value.re, bound });
  const im = write({ x: Math.abs(value.im), bound });
  const isRounded = re.isRounded || im.isRounded;
  if (im.text === '0') return { text: re.text, isRounded };
  const imaginary = dialect.unit(im.text);
  const minus = dialect.decimal('-');
  const isNegative = value.im < 0;
  if (re.text === '0') return { text: `${isNegative ? minus : ''}${imaginary}`, isRounded };
  return { text: `${re.text} ${isNegative ? minus : '+'} ${imaginary}`, isRounded };
}
