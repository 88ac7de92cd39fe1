/** Floating-point numbers as the fractions that they are. */
import Fraction from 'fraction.js';
import { bitsOf, commonDenominator } from './integers.js';
import { isQuickOfDoubles } from './quick.js';

/**
 * The exact value of a finite double, a fraction whose denominator is a power of two.
 * (`new Fraction(0.1)` would be the decimal 1/10, which the double is not.)
 * @throws RangeError for NaN and Inf
 */
export function fromDouble(value: number): Fraction {
  if (!Number.isFinite(value)) throw new RangeError(`fromDouble: ${value} is not finite`);
  let [mantissa, power] = [value, 0];
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    power++;
  }
  return new Fraction(BigInt(mantissa), 1n << BigInt(power));
}

/** The largest matrix whose elimination is followed step by step. */
export const EXACT_LIMIT = 12;

/**
 * A matrix of doubles as the fractions that they are.
 * @returns undefined where one is not finite, or exact arithmetic would take more than 100 ms: small whole numbers
 *   from some 80 rows on, any doubles from some 50, and fewer rows where they span many magnitudes
 */
export function fractionsOf(rows: readonly (readonly number[])[]): Fraction[][] | undefined {
  return isQuickOfDoubles(rows) ? rows.map(row => row.map(fromDouble)) : undefined;
}

/** Digits of a numerator or a denominator that is still computed with at once: those of any double are fewer. */
const MOST_DIGITS = 1000;
const TOO_LONG = 10n ** BigInt(MOST_DIGITS);

/**
 * Rows whose entries are not too long to be computed with.
 * @throws RangeError where one is
 */
export function checkDigits<T extends readonly (readonly Fraction[])[]>(rows: T): T {
  if (rows.every(row => row.every(({ n, d }) => n < TOO_LONG && d < TOO_LONG))) return rows;
  throw new RangeError(
    `expected numbers of at most ${MOST_DIGITS} digits above and below the line, got a longer one`
  );
}

/**
 * A number as it is written: `0.1` is a tenth, `'1/3'` a third; with an exponent, `1e-20`, it is the double.
 * @throws SyntaxError for text that is no fraction or decimal, RangeError for one that is too long, or an
 *   exponent beyond those of doubles
 */
export function fromWritten(value: number | string): Fraction {
  const text = String(value).trim();
  // Twice as long as a fraction may be: digits are counted before they are read.
  if (text.length > 2 * MOST_DIGITS + 2) {
    throw new RangeError(`expected at most ${2 * MOST_DIGITS} characters, got ${text.length}`);
  }
  if (EXPONENT.test(text)) return fromExponent(text);
  return checkDigits([[readFraction(text)]])[0][0];
}

const EXPONENT = /^[-+]?(?:\d+\.?\d*|\.\d+)e[-+]?\d+$/i;

function fromExponent(text: string): Fraction {
  const double = Number(text);
  const isLost = double === 0 && /[1-9]/.test(text.split(/e/i)[0]);
  if (Number.isFinite(double) && !isLost) return fromDouble(double);
  throw new RangeError(`expected a number between 1e-323 and 1e308, got ${text}`);
}

function readFraction(text: string): Fraction {
  try {
    return new Fraction(text);
  } catch {
    throw new SyntaxError(`expected a number or a fraction such as '1/3', got ${shown(text)}`);
  }
}

/** As much of a text as stands in a sentence. */
function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Bits of numerators and common denominators, over all rows, with which elimination is done within a second. */
const IMMEDIATE = 2400;

/** Whether a matrix of fractions can be eliminated while one waits: numbers grow with those of all its rows. */
export function isImmediate(rows: readonly (readonly Fraction[])[]): boolean {
  let bits = 0;
  for (const row of rows) {
    const common = commonDenominator(row, IMMEDIATE - bits);
    if (common === undefined) return false;
    bits += bitsOf(common) + Math.max(0, ...row.map(({ n }) => bitsOf(n)));
  }
  return bits <= IMMEDIATE;
}
