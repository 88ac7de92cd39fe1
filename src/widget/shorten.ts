/** Numbers that are too long for their cell, by their first digits: cut off at the end they would be read as others. */
import { numberToText } from '../latex/index.js';

/** Digits that are kept. */
const DIGITS = 4;

/** @param most characters that a cell has room for; text that is no number or fraction stays as it is */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const plain = text.replace('−', '-');
  const [, numerator, denominator = '1'] =
    /^(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)(?:\/(\d+))?$/.exec(plain) ?? [];
  if (numerator === undefined) return text;
  return numberToText(Number(numerator) / Number(denominator), DIGITS);
}
