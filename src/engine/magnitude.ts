/** Sizes of numbers, and norms of lists of them. */

/** |x| of every element, in double precision; complex ones are interleaved (re, im). */
export function magnitudes(data: ArrayLike<number>, complex: boolean): Float64Array {
  if (!complex) return Float64Array.from(data, Math.abs);
  return Float64Array.from({ length: data.length / 2 }, (_, i) =>
    Math.hypot(data[2 * i], data[2 * i + 1])
  );
}

/** The p-norm of numbers that are not negative; scaled, so that squares do not overflow. */
export function vectorNorm(values: Float64Array, p: number): number {
  if (p === 0) return values.filter(value => value !== 0).length;
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  if (p === Number.POSITIVE_INFINITY) return largest;
  if (p === Number.NEGATIVE_INFINITY) return values.reduce((a, b) => Math.min(a, b), Infinity);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const sum = values.reduce((total, value) => total + (value / largest) ** p, 0);
  return largest * sum ** (1 / p);
}
