/**
 * C −= A·B without packing, for operands that the caches hold: 4 rows by two vectors in registers.
 *
 * Every entry of C starts from what it was, and subtracts its products one after the other in the order
 * of k that the caller asks for: the result has the same bits as row operations done one by one.
 */
import { updateComplex } from './complex';
import { at, lanes, minus, spread } from './rows';

/**
 * @param m,n,k C is m by n, A is m by k, B is k by n
 * @param a the entry of A of the first row and of the k to start with
 * @param stepA,stepB bytes from one k to the next, in A and in B
 * @param lda,ldc entries from one row to the next
 */
export function update<T, E>(
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, stepA: usize, b: usize, stepB: usize, c: usize, ldc: i32, im: usize
): void {
  const rowA = (<usize>lda) * sizeof<E>();
  const rowC = (<usize>ldc) * sizeof<E>();
  if (im) {
    updateComplex<T, E>(m, n, k, a, rowA, stepA, b, stepB, c, rowC, im);
    return;
  }
  const width = isVector<E>() ? 1 : lanes<T>();
  const whole = n - (n % width);
  let j = 0;
  for (; j + 2 * width <= whole; j += 2 * width) {
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      four<T, E>(k, a + <usize>i * rowA, rowA, stepA, at<E>(b, j), stepB, at<E>(c, j) + <usize>i * rowC, rowC);
    }
    for (; i < m; i++) {
      one<T, E>(k, a + <usize>i * rowA, stepA, at<E>(b, j), stepB, at<E>(c, j) + <usize>i * rowC);
      one<T, E>(k, a + <usize>i * rowA, stepA, at<E>(b, j + width), stepB, at<E>(c, j + width) + <usize>i * rowC);
    }
  }
  for (; j < whole; j += width) {
    for (let i = 0; i < m; i++) {
      one<T, E>(k, a + <usize>i * rowA, stepA, at<E>(b, j), stepB, at<E>(c, j) + <usize>i * rowC);
    }
  }
  if (isVector<E>()) return;
  for (; j < n; j++) {
    for (let i = 0; i < m; i++) {
      single<T>(k, a + <usize>i * rowA, stepA, at<E>(b, j), stepB, at<E>(c, j) + <usize>i * rowC);
    }
  }
}

/** 4 rows by two vectors. */
function four<T, E>(
  k: i32, a: usize, rowA: usize, stepA: usize, b: usize, stepB: usize, c: usize, rowC: usize
): void {
  const a1 = rowA;
  const a2 = rowA + rowA;
  const a3 = a2 + rowA;
  const c1 = c + rowC;
  const c2 = c1 + rowC;
  const c3 = c2 + rowC;
  let c00 = v128.load(c), c01 = v128.load(c, 16);
  let c10 = v128.load(c1), c11 = v128.load(c1, 16);
  let c20 = v128.load(c2), c21 = v128.load(c2, 16);
  let c30 = v128.load(c3), c31 = v128.load(c3, 16);
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = spread<T, E>(a);
    c00 = minus<T>(c00, x, b0);
    c01 = minus<T>(c01, x, b1);
    x = spread<T, E>(a + a1);
    c10 = minus<T>(c10, x, b0);
    c11 = minus<T>(c11, x, b1);
    x = spread<T, E>(a + a2);
    c20 = minus<T>(c20, x, b0);
    c21 = minus<T>(c21, x, b1);
    x = spread<T, E>(a + a3);
    c30 = minus<T>(c30, x, b0);
    c31 = minus<T>(c31, x, b1);
    a += stepA;
    b += stepB;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
}

/** One row by one vector. */
function one<T, E>(k: i32, a: usize, stepA: usize, b: usize, stepB: usize, c: usize): void {
  let sum = v128.load(c);
  for (; k > 0; k--) {
    sum = minus<T>(sum, spread<T, E>(a), v128.load(b));
    a += stepA;
    b += stepB;
  }
  v128.store(c, sum);
}

/** One entry. */
function single<T>(k: i32, a: usize, stepA: usize, b: usize, stepB: usize, c: usize): void {
  let sum = load<T>(c);
  for (; k > 0; k--) {
    sum = <T>(sum - <T>(load<T>(a) * load<T>(b)));
    a += stepA;
    b += stepB;
  }
  store<T>(c, sum);
}
