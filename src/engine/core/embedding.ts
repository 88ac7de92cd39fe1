/** A complex matrix as the real one of twice its order, [[Re, −Im], [Im, Re]], whose left half says everything. */

/** The real matrix of twice the order, of its left half. */
export function widen(half: Float64Array, n: number): Float64Array {
  const wide = new Float64Array(4 * n * n);
  const order = 2 * n;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [re, im] = [half[i * n + j], half[(i + n) * n + j]];
      wide[i * order + j] = re;
      wide[(i + n) * order + j + n] = re;
      wide[(i + n) * order + j] = im;
      wide[i * order + j + n] = -im;
    }
  }
  return wide;
}

/** Real parts over imaginary ones, 2n by n. */
export function narrow(data: Float64Array, n: number): Float64Array {
  const count = n * n;
  const half = new Float64Array(2 * count);
  for (let at = 0; at < count; at++) {
    half[at] = data[2 * at];
    half[at + count] = data[2 * at + 1];
  }
  return half;
}

export function interleave(half: Float64Array, n: number): Float64Array {
  const count = n * n;
  const data = new Float64Array(2 * count);
  for (let at = 0; at < count; at++) {
    data[2 * at] = half[at];
    data[2 * at + 1] = half[at + count];
  }
  return data;
}
