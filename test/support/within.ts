/** Numbers that are shown, held against exact inverses. */
import type { IExactInverse } from './exact.js';
import type { Cell, IShown } from './shown.js';

/** units·10^place − the exact number, over a denominator that both have. */
function apart({ units, place }: IShown, exact: IExactInverse, at: number) {
  const { numerators, denominator, exponent } = exact;
  const up = (x: bigint, power: number, base: bigint) =>
    power > 0 ? x * base ** BigInt(power) : x;
  const truth = up(up(numerators[at], exponent, 2n), -place, 10n);
  const unit = up(up(denominator, -exponent, 2n), place, 10n);
  const off = truth - units * unit;
  return { off: off < 0n ? -off : off, unit };
}

/** The places of the parts of the entries, as they are read, in an exact inverse. */
function placesOf({ size }: IExactInverse, isComplex: boolean): number[] {
  const n = isComplex ? size / 2 : size;
  return Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return isComplex ? [i * size + j, (i + n) * size + j] : [i * size + j];
  }).flat();
}

interface IHow {
  isComplex?: boolean;
  /** Whether `=` stands before them. */
  isEqual?: boolean;
  /** How far each may be off, in place of a unit of its last place. */
  radii?: readonly Cell[];
}

/** A radius in the units of a number, rounded down. */
function sizeIn(radius: IShown, { place }: IShown, unit: bigint): bigint {
  const power = radius.place - place;
  const scale = 10n ** BigInt(Math.abs(power));
  return power < 0 ? (radius.units * unit) / scale : radius.units * unit * scale;
}

/**
 * Faults of numbers that are shown: one is off by more than a unit of its last place, is a bare 0 and is
 * not zero, or, where `=` stands before them, is not the number.
 */
export function faults(
  cells: readonly Cell[],
  exact: IExactInverse,
  { isComplex = false, isEqual = false, radii }: IHow = {}
): string[] {
  const places = placesOf(exact, isComplex);
  if (cells.length !== places.length) return [`${cells.length} numbers of ${places.length}`];
  return cells.flatMap((cell, k) => {
    if (!cell) return isEqual ? [`number ${k} is hidden behind =`] : [];
    const { off, unit } = apart(cell, exact, places[k]);
    const radius = radii?.[k];
    if (radius) return off <= sizeIn(radius, cell, unit) ? [] : [`number ${k}: ${cell.text}`];
    const isZero = /^-?0$/.test(cell.text);
    return off > (isEqual || isZero ? 0n : unit) ? [`number ${k} is shown as ${cell.text}`] : [];
  });
}

/** A part of an exact inverse as a double: to some 2⁻⁶⁰ of it. */
export function nearestOf(
  { numerators, denominator, exponent }: IExactInverse,
  at: number
): number {
  return quotient(numerators[at], denominator, exponent);
}

/** The difference of the same part of two inverses, as a double. */
export function differenceOf(a: IExactInverse, b: IExactInverse, at: number): number {
  const least = Math.min(a.exponent, b.exponent);
  const part = (own: IExactInverse, other: IExactInverse) =>
    (own.numerators[at] * other.denominator) << BigInt(own.exponent - least);
  return quotient(part(a, b) - part(b, a), a.denominator * b.denominator, least);
}

/** above / below · 2^exponent */
function quotient(above: bigint, below: bigint, exponent: number): number {
  const size = above < 0n ? -above : above;
  if (size === 0n) return 0;
  const shift = below.toString(2).length - size.toString(2).length + 64;
  const whole = shift >= 0 ? (size << BigInt(shift)) / below : size / (below << BigInt(-shift));
  const power = exponent - shift;
  const half = Math.trunc(power / 2);
  return (above < 0n ? -1 : 1) * Number(whole) * 2 ** half * 2 ** (power - half);
}
