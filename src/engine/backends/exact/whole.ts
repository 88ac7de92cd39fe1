/** Matrices of whole numbers, and doubles as such. */

/** A square matrix of whole numbers, row-major. */
export interface IWhole {
  n: number;
  entries: readonly bigint[];
}

/**
 * Doubles as whole numbers times a power of two, exactly: values = whole · 2^exponent.
 *
 * @param values a square matrix, row-major
 * @throws RangeError for NaN and Inf
 */
export function wholeOf(values: ArrayLike<number>, n: number): { whole: IWhole; exponent: number } {
  const mantissas = new Array<bigint>(n * n);
  const exponents = new Int32Array(n * n);
  let exponent = Number.POSITIVE_INFINITY;
  for (let i = 0; i < n * n; i++) {
    const parts = split(values[i]);
    mantissas[i] = BigInt(parts.mantissa);
    exponents[i] = parts.exponent;
    if (parts.mantissa !== 0) exponent = Math.min(exponent, parts.exponent);
  }
  if (exponent === Number.POSITIVE_INFINITY) exponent = 0;
  const entries = mantissas.map((mantissa, i) =>
    mantissa === 0n ? mantissa : mantissa << BigInt(exponents[i] - exponent)
  );
  return { whole: { n, entries }, exponent };
}

const bits = new DataView(new ArrayBuffer(8));

/** A double as an odd number times a power of two; 0 as 0. */
export function split(value: number): { mantissa: number; exponent: number } {
  if (!Number.isFinite(value)) throw new RangeError(`expected a finite number, got ${value}`);
  if (value === 0) return { mantissa: 0, exponent: 0 };
  bits.setFloat64(0, value);
  const [high, low] = [bits.getUint32(0), bits.getUint32(4)];
  const biased = (high >>> 20) & 0x7ff;
  const fraction = (high & 0xfffff) + (biased > 0 ? 0x100000 : 0);
  const zeros = low !== 0 ? trailingZeros(low) : 32 + trailingZeros(fraction);
  const mantissa = (fraction * 2 ** 32 + low) / 2 ** zeros;
  return {
    mantissa: value < 0 ? -mantissa : mantissa,
    exponent: Math.max(biased, 1) - 1075 + zeros
  };
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** Whole numbers, row-major. */
export interface IMatrix {
  rows: number;
  columns: number;
  entries: readonly bigint[];
}

/** A = diag(2^rows) · core · diag(2^columns). */
export interface IScaled {
  core: IMatrix;
  rows: number[];
  columns: number[];
}

/**
 * Takes powers of two out of rows, then out of columns: a graded matrix of doubles becomes one of short numbers.
 */
export function withoutTwos({ rows, columns, entries }: IMatrix): IScaled {
  const core = [...entries];
  const lines = (count: number, step: number, length: number, across: number) =>
    Array.from({ length: count }, (_, i) => {
      const zeros = commonZeros(core, i * step, across, length);
      if (zeros > 0) {
        for (let j = 0; j < length; j++) core[i * step + j * across] >>= BigInt(zeros);
      }
      return zeros;
    });
  const ofRows = lines(rows, columns, columns, 1);
  const ofColumns = lines(columns, 1, rows, columns);
  return { rows: ofRows, columns: ofColumns, core: { rows, columns, entries: core } };
}

/** How many zero bits all numbers of a line end in; 0 of a line of zeros. */
function commonZeros(entries: readonly bigint[], start: number, step: number, count: number) {
  let joined = 0n;
  for (let k = 0; k < count; k++) {
    const entry = entries[start + k * step];
    if (entry & 1n) return 0;
    joined |= entry;
  }
  if (joined === 0n) return 0;
  let zeros = 0;
  for (let word = 0; word === 0; joined >>= 32n) {
    word = Number(BigInt.asUintN(32, joined));
    zeros += word === 0 ? 32 : trailingZeros(word);
  }
  return zeros;
}
