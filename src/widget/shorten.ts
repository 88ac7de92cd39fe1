/** Numbers that are too long for their cell, by their first digits: cut off at the end they would be read as others. */
import { numberToText } from '../latex/index.js';

/** Digits that are kept at most. */
const DIGITS = 4;

const NUMBER = '-?\\d+(?:\\.\\d*)?(?:e[-+]?\\d+)?';
const QUOTIENT = new RegExp(`^(${NUMBER})(?:/(\\d+))?$`);
const COMPLEX = new RegExp(`^(${NUMBER}) ([-+]) (${NUMBER})i$`);

/**
 * A number in so many characters: with `≈` and fewer digits where it has more, and always with its exponent.
 *
 * @param most characters that a cell has room for; text that is no number or fraction, and what cannot be that
 *   short, stays as it is
 */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const plain = asciiOf(text);
  for (let digits = DIGITS; digits >= 1; digits--) {
    const short = withDigits(plain, digits);
    if (short === undefined) return text;
    if (short.length <= most) return short;
  }
  return text;
}

/** `≈` is there where digits are lost. */
function withDigits(plain: string, digits: number): string | undefined {
  const [, re, sign, im] = COMPLEX.exec(plain) ?? [];
  if (re !== undefined) {
    const parts = [re, im].map(part => numberToText(Number(part), digits));
    const isWhole = isSame(re, parts[0]) && isSame(im, parts[1]);
    return `${isWhole ? '' : '≈'}${parts[0]} ${sign === '-' ? '−' : '+'} ${parts[1]}i`;
  }
  const [, numerator, denominator] = QUOTIENT.exec(plain) ?? [];
  if (numerator === undefined) return undefined;
  const value = Number(numerator) / Number(denominator ?? 1);
  // Beyond the range of doubles there are no digits to show.
  if (!Number.isFinite(value) || (value === 0 && /[1-9]/.test(numerator))) return undefined;
  const short = numberToText(value, digits);
  return denominator === undefined && isSame(numerator, short) ? short : `≈${short}`;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `1.5·10⁻⁷` as `1.5e-7`. */
function asciiOf(text: string): string {
  return text
    .replace(/(\d)·10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])/g, '$1e')
    .replace(/(^|[^\d.])10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])/g, '$11e')
    .replace(/[−⁻]/g, '-')
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, digit => `${SUPERSCRIPTS.indexOf(digit)}`);
}

/** Whether two decimals are the same number, digit by digit. */
function isSame(text: string, short: string): boolean {
  return canonical(text) === canonical(asciiOf(short));
}

/** Digits and exponent of a decimal, without zeros at its ends. */
function canonical(text: string): string {
  const [mantissa, exponent = '0'] = text.split('e');
  const [whole, decimals = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + decimals).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  const power = Number(exponent) - decimals.length + digits.length - kept.length;
  return `${mantissa.startsWith('-') ? '-' : ''}${kept}e${power}`;
}
