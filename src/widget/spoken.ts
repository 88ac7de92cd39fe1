/** Entries as a screen reader should say them: `-1/2` is minus one half, and not dash one slash two. */
import type { ITranslation } from '../draw/index.js';

/** By denominator: of one part and of several. */
const PARTS: Readonly<Record<string, readonly [string, string]>> = {
  2: ['one half', '%1 halves'],
  3: ['one third', '%1 thirds'],
  4: ['one quarter', '%1 quarters'],
  5: ['one fifth', '%1 fifths'],
  6: ['one sixth', '%1 sixths'],
  7: ['one seventh', '%1 sevenths'],
  8: ['one eighth', '%1 eighths'],
  9: ['one ninth', '%1 ninths'],
  10: ['one tenth', '%1 tenths'],
  11: ['one eleventh', '%1 elevenths'],
  12: ['one twelfth', '%1 twelfths']
};

/** Signs of expressions, in the order in which they are replaced. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/sqrt\(([^()]*)\)/g, 'the square root of $1'],
  [/\^2(?!\d)/g, 'squared'],
  [/\^/g, 'to the power of'],
  [/·10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])/g, 'times ten to the power of'],
  [/(?<=\d)e\+?(?=[-−]?\d)/g, 'times ten to the power of'],
  [/[*·]/g, 'times'],
  [/\//g, 'over'],
  [/\+/g, 'plus'],
  [/[-−⁻]/g, 'minus'],
  [/≈/g, 'about'],
  [/∞/g, 'infinity']
];

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The text in a cell, in words where its signs are no words. */
export function spoken(text: string, trans: ITranslation): string {
  const written = text.trim();
  const [, minus, size] = /^([-−]?)(.*)$/s.exec(written) as RegExpExecArray;
  if (minus && !/[-−+]/.test(size)) return trans.__('minus %1', spoken(size, trans));
  const [, part, whole] = /^(\d+)\/(\d+)$/.exec(written) ?? [];
  const names = PARTS[whole ?? ''];
  if (names) return part === '1' ? trans.__(names[0]) : trans.__(names[1], part);
  const words = SIGNS.reduce(
    (said, [sign, word]) => said.replace(sign, ` ${word.replace(/[^$1]+/, x => trans.__(x))} `),
    written
  );
  const plain = words.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, digit => `${SUPERSCRIPTS.indexOf(digit)}`);
  return plain.replace(/\s+/g, ' ').trim();
}
