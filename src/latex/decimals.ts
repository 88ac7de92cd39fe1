/** Doubles as decimals, rounded once: by whole numbers, never through a power of ten in floating point. */

/** A number rounded to a place: `units` times 10 to the power of `place`. */
export interface IDecimal {
  /** With the number's sign. */
  readonly units: bigint;
  readonly place: number;
  /** Whether nothing was rounded away. */
  readonly isWhole: boolean;
}

/** |x| / 10^place as a fraction of whole numbers. */
function scaled(x: number, place: number): { above: bigint; below: bigint } {
  const { mantissa, exponent } = partsOf(x);
  const above = exponent > 0 ? mantissa << BigInt(exponent) : mantissa;
  const below = exponent < 0 ? 1n << BigInt(-exponent) : 1n;
  return place < 0
    ? { above: above * tenTo(-place), below }
    : { above, below: below * tenTo(place) };
}

const view = new DataView(new ArrayBuffer(8));

/** |x| = mantissa · 2^exponent */
function partsOf(x: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  if (biased === 0) return { mantissa: fraction, exponent: -1074 };
  return { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

const powers: bigint[] = [];

function tenTo(power: number): bigint {
  powers[power] ??= 10n ** BigInt(power);
  return powers[power];
}

/**
 * A finite number rounded to a multiple of 10^place; halves away from zero, as `toFixed` and LaTeX's readers
 * round.
 */
export function roundAt(x: number, place: number): IDecimal {
  const { above, below } = scaled(x, place);
  const magnitude = (2n * above + below) / (2n * below);
  return { units: x < 0 ? -magnitude : magnitude, place, isWhole: magnitude * below === above };
}

/** Powers of ten that are doubles: 1 to 10²². */
const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/** The exponent of the first digit: 3 of 7661.16; of a number that is finite and not zero. */
export function exponentOf(x: number): number {
  const magnitude = Math.abs(x);
  // Comparisons with what is exact decide; all else is written out, which takes longer.
  if (magnitude >= 1 && magnitude < POWERS[22]) {
    let exponent = Math.min(21, Math.floor(Math.log10(magnitude)));
    while (magnitude < POWERS[exponent]) exponent--;
    while (magnitude >= POWERS[exponent + 1]) exponent++;
    return exponent;
  }
  const text = x.toExponential();
  return Number(text.slice(text.indexOf('e') + 1));
}

/**
 * The place to which a number may be shown, from `wanted` on: the first at which the shown decimal and the
 * truth are at most one unit apart.
 *
 * @param x finite
 * @param bound finite, at least 0: |x − truth| <= bound
 */
export function provenPlace(x: number, bound: number, wanted: number): number {
  if (bound === 0) return wanted;
  let place = Math.max(wanted, exponentOf(bound));
  while (!isWithin(x, bound, place)) place++;
  return place;
}

/** |x − rounded| + bound <= 10^place */
function isWithin(x: number, bound: number, place: number): boolean {
  const { above, below } = scaled(x, place);
  const { units } = roundAt(x, place);
  const off = above - (units < 0n ? -units : units) * below;
  const error = scaled(bound, place);
  return (off < 0n ? -off : off) * error.below + error.above * below <= below * error.below;
}

/** `-12.50`: a decimal with its places behind the point; from `shift` on it is in units of 10^shift. */
export function fixedText({ units, place }: IDecimal, shift = 0): string {
  const decimals = shift - place;
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  const text = decimals > 0 ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
  return units < 0n ? `-${text}` : text;
}

/** Mantissa and exponent of a decimal that is not zero: `['-1.25', 10]`. */
export function scientificText({ units, place }: IDecimal): [string, number] {
  const length = String(units < 0n ? -units : units).length;
  return [fixedText({ units, place: 1 - length, isWhole: true }), place + length - 1];
}

/** The double that a reader of the decimal takes it for. */
export function readBack({ units, place }: IDecimal): number {
  return Number(`${units}e${place}`);
}

export function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
