/**
 * The one rule of all displays: whatever is shortened says so. An equation has `=` where every number in it is
 * shown whole, so that it reads back as the same number, and `≈` where one is rounded or not proven.
 */
import Fraction from 'fraction.js';
import { isComplexNumber, type Scalar, type Tensor } from '../engine/index.js';
import { nearestDouble } from '../exact/index.js';
import { withoutZeros } from './decimals.js';
import { chooseFormat, LATEX, TEXT } from './format.js';
import {
  asEntries,
  DEFAULTS,
  type IEntries,
  type ILatexOptions,
  latexOf,
  writtenMatrix
} from './matrix.js';
import { numberToLatex, numberToText, scalarToText } from './number.js';

/** `A^{-1} = …` or `A^{-1} \approx …`; a scalar, a vector (as a row) or a matrix. */
export function equationToLatex(
  name: string,
  value: Tensor | IEntries,
  options: ILatexOptions = DEFAULTS
): string {
  return `${name} ${relationToLatex(asEntries(value), options)}`;
}

/** The same without its name: `= …` or `\approx …`. */
export function relationToLatex(value: IEntries, options: ILatexOptions = DEFAULTS): string {
  const written = writtenMatrix(value, options, LATEX);
  return `${written.isRounded ? '\\approx' : '='} ${latexOf(written)}`;
}

/** The same as text: `A⁻¹ ≈ [[0.3333, 1], [2, 0]]`. */
export function equationToText(
  name: string,
  value: Tensor | IEntries,
  options: ILatexOptions = DEFAULTS
): string {
  const { shape, common, cells, isRounded } = writtenMatrix(asEntries(value), options, TEXT);
  const relation = isRounded ? '≈' : '=';
  if (shape.length === 0) return `${name} ${relation} ${cells[0][0]}`;
  const factor = common === 0 ? '' : `${TEXT.scientific('1', common)} · `;
  return `${name} ${relation} ${factor}[${cells.map(row => `[${row.join(', ')}]`).join(', ')}]`;
}

/** A number as text, and whether it is more than what is shown: `7661` of 7661.16. */
export interface IRoundedText {
  text: string;
  isRounded: boolean;
}

/** A number with so many digits. */
export function roundedNumber(value: number, digits: number, isSingle = false): IRoundedText {
  const text = numberToText(value, digits);
  const read = numberFrom(text);
  const isWhole = (isSingle ? Math.fround(read) : read) === value;
  return { text, isRounded: Number.isFinite(value) && !isWhole };
}

/** From here on a figure is written with an exponent: all digits of a whole number would be read as right. */
const WHOLE = 1000;

/**
 * A figure that is not exact, by so many digits: `4.6·10⁴`, and not 45948.
 * @param log10 of its size, where it may be beyond a double
 */
export function roundedFigure(
  value: number,
  digits: number,
  log10 = Math.log10(Math.abs(value))
): { text: string; latex: string } {
  const isBeyond = !Number.isFinite(value) && Number.isFinite(log10);
  if (!isBeyond && !(Math.abs(value) >= WHOLE && Number.isFinite(value))) {
    return { text: numberToText(value, digits), latex: numberToLatex(value, digits) };
  }
  // Beyond doubles the power of ten is put back behind the mantissa.
  const moved = isBeyond ? Math.floor(log10) : 0;
  const near = isBeyond ? Math.sign(value) * 10 ** (log10 - moved) : value;
  const [mantissa, power] = near.toExponential(digits - 1).split('e');
  const [shown, exponent] = [withoutZeros(mantissa), Number(power) + moved];
  return { text: TEXT.scientific(shown, exponent), latex: LATEX.scientific(shown, exponent) };
}

/** An element of any dtype with so many digits. */
export function roundedScalar(value: Scalar, digits: number, isSingle = false): IRoundedText {
  const parts = isComplexNumber(value) ? [value.re, value.im] : [value];
  const isRounded = parts.some(
    part => typeof part === 'number' && roundedNumber(part, digits, isSingle).isRounded
  );
  return { text: scalarToText(value, digits), isRounded };
}

/**
 * The entries of an inverse, each in a form of its own, with so many digits as are asked for and proven.
 *
 * @param X (n, n)
 * @param boundAt |A⁻¹ − X| at most
 */
export function provenCells(
  X: Tensor,
  digits: number,
  boundAt: (i: number, j: number) => number
): IRoundedText[][] {
  const [rows, columns] = X.shape;
  const isSingle = X.dtype === 'float32' || X.dtype === 'complex64';
  const entries = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => ({
      value: X.at<Scalar>(i, j),
      bound: boundAt(i, j)
    }))
  );
  const { write } = chooseFormat(entries.flat(), { digits, dialect: TEXT, isSingle, isOwn: true });
  return entries.map(row => row.map(entry => write(entry)));
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The number that `numberToText` wrote. */
function numberFrom(text: string): number {
  const [mantissa, exponent] = partsFrom(text);
  return Number(`${mantissa}e${exponent}`);
}

function partsFrom(text: string): [mantissa: string, exponent: number] {
  const [mantissa, power] = text.replace('−', '-').split(/(?:^|·)10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])/);
  const exponent = (power ?? '')
    .replace('⁻', '-')
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, digit => `${SUPERSCRIPTS.indexOf(digit)}`);
  return [mantissa || '1', Number(exponent)];
}

/** Whether a number that is shown is all of a fraction. */
export function isWhole(value: Fraction, { text }: { text: string }): boolean {
  const [mantissa, exponent] = partsFrom(text);
  const power = new Fraction(10n ** BigInt(Math.abs(exponent)));
  const shown = new Fraction(mantissa);
  return value.equals(exponent < 0 ? shown.div(power) : shown.mul(power));
}

/** A fraction by its first digits, beyond the range of doubles too, as text and in LaTeX. */
export function roundedFraction(value: Fraction, digits: number): { text: string; latex: string } {
  const near = nearestDouble(value);
  const isNear = near === 0 ? value.n === 0n : Number.isFinite(near) && Math.abs(near) > NORMAL;
  if (isNear) return { text: numberToText(near, digits), latex: numberToLatex(near, digits) };
  const [mantissa, exponent] = beyond(value, digits);
  return {
    text: TEXT.scientific(mantissa, exponent),
    latex: LATEX.scientific(mantissa, exponent)
  };
}

/** From here on a double has all its digits. */
const NORMAL = 2 ** -1022;

/** Mantissa and exponent of a fraction that no double is near. */
function beyond({ s, n, d }: Fraction, digits: number): [string, number] {
  const rounded = (power: number) => {
    const above = 2n * n * 10n ** BigInt(Math.max(0, -power));
    const below = d * 10n ** BigInt(Math.max(0, power));
    return ((above + below) / (2n * below)).toString();
  };
  const least = n.toString().length - d.toString().length - digits;
  const power = rounded(least).length > digits ? least + 1 : least;
  const text = rounded(power);
  const mantissa = withoutZeros(`${text[0]}.${text.slice(1)}`);
  return [`${s < 0n ? '-' : ''}${mantissa}`, power + text.length - 1];
}
