/** How far an inverse is from one, as LAPACK measures it; without assertions, for any host. */
import { epsilon, type FloatData, type FloatDType, type Tensor } from '../../src/engine/index.js';

const { abs, hypot } = Math;

/** The 1-norm of a single matrix: its largest column sum. */
export function norm1(A: Tensor): number {
  const [rows, columns] = A.shape;
  const data = A.data as FloatData;
  const width = A.dtype.startsWith('complex') ? 2 : 1;
  let largest = 0;
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const at = (i * columns + j) * width;
      sum += width === 2 ? hypot(data[at], data[at + 1]) : abs(data[at]);
    }
    if (!(sum <= largest)) largest = sum;
  }
  return largest;
}

/**
 * LAPACK's test ratios, ‖I − AX‖₁ / (n ‖A‖₁ ‖X‖₁ ε) and the same for XA.
 * In working precision, so that the product's own rounding counts against the inverse.
 */
export function residualRatios(A: Tensor, X: Tensor): [right: number, left: number] {
  const n = A.shape[0];
  const dtype = A.dtype as FloatDType;
  const wide = dtype.startsWith('complex') ? 'complex128' : 'float64';
  const [a, x] = [A.to(wide), X.to(wide)];
  const scale = n * norm1(A) * norm1(X) * epsilon(dtype);
  const ratio = (product: Tensor) => norm1(lessIdentity(product)) / scale;
  return [ratio(a.matmul(x)), ratio(x.matmul(a))];
}

function lessIdentity(product: Tensor): Tensor {
  const n = product.shape[0];
  const data = product.data as FloatData;
  const width = data.length / (n * n);
  for (let i = 0; i < n; i++) data[i * (n + 1) * width] -= 1;
  return product;
}
