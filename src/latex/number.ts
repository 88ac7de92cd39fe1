/** Numbers for people: in LaTeX, and as plain Unicode text. */
import { isComplexNumber, type Scalar } from '../engine/index.js';
import { formatNumber } from '../engine/internal.js';

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹'
};

/** `1.5{\cdot}10^{10}`, `0.333`, `\infty`. */
export function numberToLatex(value: number, digits: number): string {
  if (Number.isNaN(value)) return '\\mathrm{NaN}';
  if (!Number.isFinite(value)) return value > 0 ? '\\infty' : '-\\infty';
  const [mantissa, exponent] = formatNumber(value, digits).split('e');
  if (exponent === undefined) return mantissa;
  const power = `10^{${exponent}}`;
  return mantissa === '1' ? power : `${mantissa}{\\cdot}${power}`;
}

/** `1.5·10¹⁰`, `0.333`, `∞`: the minus sign is the typographic one. */
export function numberToText(value: number, digits = 2): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const [mantissa, exponent] = formatNumber(value, digits).split('e');
  const text = mantissa.replace('-', '−');
  if (exponent === undefined) return text;
  const power = powerOfTen(Number(exponent));
  return text === '1' ? power : `${text}·${power}`;
}

/** An element of any dtype as text: `−1 + 2i`. */
export function scalarToText(value: Scalar, digits: number): string {
  if (typeof value === 'number') return numberToText(value, digits);
  if (!isComplexNumber(value)) return String(value);
  const { re, im } = value;
  if (im === 0) return numberToText(re, digits);
  const magnitude = numberToText(Math.abs(im), digits);
  // NaNi would be a name.
  const imaginary = magnitude === '1' ? 'i' : `${magnitude}${magnitude === 'NaN' ? ' ' : ''}i`;
  if (re === 0) return `${im < 0 ? '−' : ''}${imaginary}`;
  return `${numberToText(re, digits)} ${im < 0 ? '−' : '+'} ${imaginary}`;
}

/** `10⁻¹⁵` */
export function powerOfTen(exponent: number): string {
  return `10${[...String(exponent)].map(c => SUPERSCRIPTS[c]).join('')}`;
}

/** A number with one decimal, cut and not rounded: 15.95 digits are shown as 15.9. */
export function oneDecimal(value: number): string {
  return (Math.floor(value * 10 + 1e-9) / 10).toFixed(1);
}

/** An element of any dtype in LaTeX. */
export function scalarToLatex(value: Scalar, digits: number): string {
  if (typeof value === 'number') return numberToLatex(value, digits);
  if (typeof value === 'boolean') return `\\mathrm{${value}}`;
  if (!isComplexNumber(value)) return String(value);
  const [re, im] = [numberToLatex(value.re, digits), numberToLatex(Math.abs(value.im), digits)];
  if (value.im === 0) return re;
  const imaginary = imaginaryUnit(im);
  if (value.re === 0) return value.im < 0 ? `-${imaginary}` : imaginary;
  return `${re} ${value.im < 0 ? '-' : '+'} ${imaginary}`;
}

/** A magnitude times i: `2i`, `i`, `\infty i`. */
export function imaginaryUnit(magnitude: string): string {
  // Next to a letter i would be part of a command's name.
  return magnitude === '1' ? 'i' : `${magnitude}${/[a-zA-Z]$/.test(magnitude) ? ' ' : ''}i`;
}
