/**
 * Exact inverses over BigInt: what proven bounds are held against. Small ones by an elimination of their own,
 * larger ones by the engine's arithmetic modulo primes, each of them multiplied back.
 */
import { adjugateOf } from '../../src/engine/internal.js';

/** A matrix of doubles; complex ones interleaved (re, im). */
export interface IExactInput {
  n: number;
  complex: boolean;
  data: ArrayLike<number>;
}

/** a/b, with b > 0. */
interface IFraction {
  a: bigint;
  b: bigint;
}

/** The exact inverse: entry (i, j), whose parts are numerators[…]/denominator · 2^exponent. */
export interface IExactInverse {
  size: number;
  numerators: bigint[];
  denominator: bigint;
  exponent: number;
}

const double = new Float64Array(1);
const word = new BigUint64Array(double.buffer);

/** A double as a whole number times a power of two. */
export function parts(value: number): [bigint, number] {
  double[0] = value;
  const bits = word[0];
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = field === 0 ? fraction : fraction | 0x10000000000000n;
  return [bits >> 63n ? -mantissa : mantissa, Math.max(field, 1) - 1075];
}

/** The real matrix, [[Re, −Im], [Im, Re]] of a complex one, by rows. */
function real({ n, complex, data }: IExactInput): number[][] {
  const size = complex ? 2 * n : n;
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => {
      if (!complex) return data[i * n + j];
      const at = 2 * ((i % n) * n + (j % n));
      if (i < n === j < n) return data[at];
      return i < n ? -data[at + 1] : data[at + 1];
    })
  );
}

/** Rows up to which elimination takes no longer. */
const FEW = 8;

/** The inverse; undefined where A is singular. */
export function exactInverse(input: IExactInput): IExactInverse | undefined {
  const few = (input.complex ? 2 : 1) * input.n <= FEW;
  return few ? byElimination(input) : byPrimes(input);
}

/** Throws where A·adj(A)·v is not det(A)·v for some v: a wrong one passes as good as never. */
function byPrimes(input: IExactInput): IExactInverse | undefined {
  const values = real(input).map(row => row.map(parts));
  const size = values.length;
  const powers = values.flat().flatMap(([mantissa, power]) => (mantissa === 0n ? [] : [power]));
  const exponent = Math.min(...powers);
  const entries = values
    .flat()
    .map(([mantissa, power]) => (mantissa === 0n ? 0n : mantissa << BigInt(power - exponent)));
  const { det, adjugate } = adjugateOf({ n: size, entries });
  if (det === 0n) return undefined;
  const v = Array.from({ length: size }, (_, i) => BigInt(((i + 3) * 2654435761) % 1000003));
  const times = (matrix: readonly bigint[], by: readonly bigint[]) =>
    by.map((_, i) => by.reduce((sum, value, j) => sum + matrix[i * size + j] * value, 0n));
  const back = times(entries, times(adjugate, v));
  if (back.some((value, i) => value !== det * v[i])) throw new Error('the oracle is wrong');
  const sign = det < 0n ? -1n : 1n;
  const numerators = adjugate.map(value => sign * value);
  return { size, numerators, denominator: sign * det, exponent: -exponent };
}

/** Gauss–Jordan on [A | I] without fractions. */
function byElimination(input: IExactInput): IExactInverse | undefined {
  const values = real(input).map(row => row.map(parts));
  const size = values.length;
  const all = values.flat().filter(([mantissa]) => mantissa !== 0n);
  const exponent = all.reduce((least, [, power]) => Math.min(least, power), 2000);
  const rows = values.map((row, i) => [
    ...row.map(([mantissa, power]) =>
      mantissa === 0n ? 0n : mantissa << BigInt(power - exponent)
    ),
    ...row.map((_, j) => (i === j ? 1n : 0n))
  ]);
  let previous = 1n;
  for (let k = 0; k < size; k++) {
    const pivot = rows.findIndex((row, i) => i >= k && row[k] !== 0n);
    if (pivot < 0) return undefined;
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (let i = 0; i < size; i++) {
      if (i === k) continue;
      const [own, by] = [rows[i], rows[k]];
      const [x, y] = [by[k], own[k]];
      for (let j = 0; j < 2 * size; j++) {
        const sum = y === 0n ? x * own[j] : x * own[j] - y * by[j];
        own[j] = previous === 1n ? sum : sum / previous;
      }
    }
    previous = rows[k][k];
  }
  const sign = previous < 0n ? -1n : 1n;
  const numerators = rows.flatMap(row => row.slice(size).map(value => sign * value));
  return { size, numerators, denominator: sign * previous, exponent: -exponent };
}

/** Whether A times what `exactInverse` says is I: an oracle is to be checked as well. */
export function isInverse(input: IExactInput, inverse: IExactInverse): boolean {
  const { size, numerators, denominator, exponent } = inverse;
  const a = real(input).map(row => row.map(parts));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0n;
      for (let k = 0; k < size; k++) {
        const [mantissa, power] = a[i][k];
        // Exponents are those of A, so that this is a whole number.
        if (mantissa !== 0n) {
          sum += (mantissa << BigInt(power + exponent)) * numerators[k * size + j];
        }
      }
      if (sum !== (i === j ? denominator : 0n)) return false;
    }
  }
  return true;
}

/** |x − value| · scale as a fraction: entry (i, j) of the exact inverse, part `im`. */
function apart(inverse: IExactInverse, at: number, value: number): IFraction {
  const { numerators, denominator, exponent } = inverse;
  const [mantissa, power] = parts(value);
  const least = Math.min(exponent, power);
  const difference =
    (numerators[at] << BigInt(exponent - least)) -
    ((mantissa * denominator) << BigInt(power - least));
  const a = difference < 0n ? -difference : difference;
  return least >= 0
    ? { a: a << BigInt(least), b: denominator }
    : { a, b: denominator << BigInt(-least) };
}

/** Whether |A⁻¹ − X| <= bound in every entry, in whole numbers; of complex numbers the modulus. */
export function firstViolation(
  inverse: IExactInverse,
  X: IExactInput,
  bound: ArrayLike<number>
): number {
  const { n, complex, data } = X;
  for (let at = 0; at < n * n; at++) {
    if (bound[at] === Number.POSITIVE_INFINITY) continue;
    if (!(bound[at] >= 0)) return at;
    const [i, j] = [Math.floor(at / n), at % n];
    const [mantissa, power] = parts(bound[at]);
    const errors = complex
      ? [
          apart(inverse, i * inverse.size + j, data[2 * at]),
          apart(inverse, (i + n) * inverse.size + j, data[2 * at + 1])
        ]
      : [apart(inverse, i * inverse.size + j, data[at])];
    if (!within(errors, mantissa, power)) return at;
  }
  return -1;
}

/** Σ (a/b)² <= (mantissa · 2^power)². */
function within(errors: IFraction[], mantissa: bigint, power: number): boolean {
  if (errors.length === 1) {
    const [{ a, b }] = errors;
    return power >= 0 ? a <= (mantissa << BigInt(power)) * b : a << BigInt(-power) <= mantissa * b;
  }
  const [{ a: x, b: p }, { a: y, b: q }] = errors;
  const left = x * x * q * q + y * y * p * p;
  const right = mantissa * mantissa * p * p * q * q;
  return power >= 0 ? left <= right << BigInt(2 * power) : left << BigInt(-2 * power) <= right;
}

/** The largest error of an entry (of its larger part, where complex), and the largest entry, as doubles. */
export function trueError(inverse: IExactInverse, X: IExactInput): number {
  const { n, complex, data } = X;
  let most = 0;
  for (let at = 0; at < n * n; at++) {
    const [i, j] = [Math.floor(at / n), at % n];
    const re = ratio(apart(inverse, i * inverse.size + j, complex ? data[2 * at] : data[at]));
    const im = complex ? ratio(apart(inverse, (i + n) * inverse.size + j, data[2 * at + 1])) : 0;
    most = Math.max(most, Math.hypot(re, im));
  }
  return most;
}

function ratio({ a, b }: IFraction): number {
  if (a === 0n) return 0;
  const shift = b.toString(16).length * 4 - a.toString(16).length * 4 + 64;
  const quotient = shift >= 0 ? (a << BigInt(shift)) / b : a / (b << BigInt(-shift));
  const half = Math.trunc(-shift / 2);
  return Number(quotient) * 2 ** half * 2 ** (-shift - half);
}
