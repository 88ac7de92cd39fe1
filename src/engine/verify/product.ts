/** Products in double precision, by the kernels where these are faster. */
import type { IKernels, ProductSizes } from '../backends/kernels.js';

/** Multiplications from which copying to the backend and back pays. */
const WORTHWHILE = 20 ** 3;

/** C += sign·A·B; A is m by k, B is k by n. True where the sums were blocked. */
export function accumulate(
  backend: IKernels,
  sizes: ProductSizes,
  sign: 1 | -1,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array
): boolean {
  const [m, k, n] = sizes;
  if (backend.accumulate && m * k * n >= WORTHWHILE) {
    backend.accumulate(sizes, sign, a, b, c);
    return true;
  }
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const factor = sign * a[i * k + p];
      for (let j = 0; j < n; j++) c[i * n + j] += factor * b[p * n + j];
    }
  }
  return false;
}

/** The left columns of I, `order` by `columns`. */
export function identity(order: number, columns: number): Float64Array {
  const data = new Float64Array(order * columns);
  for (let i = 0; i < columns; i++) data[i * columns + i] = 1;
  return data;
}
