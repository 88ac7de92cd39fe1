/** Numbers that are too long for their cell, by their first digits: cut off at the end they would be read as others. */
import { numberToText, powerOfTen } from '../latex/index.js';
import { ROOM } from './cells.js';

/** Digits that are kept at most. */
const DIGITS = 4;

/** Characters of a complex number that is still read at a glance. */
export const OF_TWO_PARTS = 28;

/** Characters of columns in which complex numbers keep the exponents of both parts. */
export function roomFor(entries: readonly (readonly string[])[]): number {
  return entries
    .flat()
    .reduce(
      (room, text) =>
        text.length > room && text.endsWith('i') ? Math.min(OF_TWO_PARTS, text.length) : room,
      ROOM
    );
}

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
  const isBeyond = !Number.isFinite(value) || (value === 0 && /[1-9]/.test(numerator));
  if (isBeyond) return denominator === undefined ? beyond(numerator, digits) : undefined;
  const short = numberToText(value, digits);
  return denominator === undefined && isSame(numerator, short) ? short : `≈${short}`;
}

/** A decimal that no double is near, by its digits. */
function beyond(text: string, digits: number): string {
  const [, minus, all, power] = /^(-?)(\d+)e(-?\d+)$/.exec(canonical(text)) as RegExpExecArray;
  const cut = Math.max(0, all.length - digits);
  const half = cut > 0 ? 5n * 10n ** BigInt(cut - 1) : 0n;
  const kept = `${(BigInt(all) + half) / 10n ** BigInt(cut)}`;
  const mantissa = kept.replace(/(?<=.)0+$/, '').replace(/^(.)(?=.)/, '$1.');
  const exponent = powerOfTen(Number(power) + cut + kept.length - 1);
  const short = minus || mantissa !== '1' ? `${minus && '−'}${mantissa}·${exponent}` : exponent;
  return isSame(text, short) ? short : `≈${short}`;
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
