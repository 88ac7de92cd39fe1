/** What several kernels share: rows of numbers, exchanged, subtracted, searched for a pivot. */

/** The address of a real entry. */
// @ts-ignore: decorator
@inline
export function at<T>(a: usize, index: i32): usize {
  return a + (<usize>index) * sizeof<T>();
}

/** y −= factor · x over `count` numbers; product and difference are rounded one by one. */
export function subtract<T>(y: usize, x: usize, factor: T, count: i32): void {
  const end = y + (<usize>count) * sizeof<T>();
  const wide = end - ((end - y) & 15);
  const f = v128.splat<T>(factor);
  while (y < wide) {
    v128.store(y, v128.sub<T>(v128.load(y), v128.mul<T>(f, v128.load(x))));
    y += 16;
    x += 16;
  }
  while (y < end) {
    store<T>(y, <T>(load<T>(y) - <T>(factor * load<T>(x))));
    y += sizeof<T>();
    x += sizeof<T>();
  }
}

/** The row of the largest entry of column k at or below the diagonal; a NaN wins. */
export function findPivot<T>(n: i32, a: usize, k: i32): i32 {
  let best = k;
  let largest = abs<T>(load<T>(at<T>(a, k * n + k)));
  for (let i = k + 1; i < n; i++) {
    const size = abs<T>(load<T>(at<T>(a, i * n + k)));
    if (size > largest || (isNaN<T>(size) && !isNaN<T>(largest))) {
      best = i;
      largest = size;
    }
  }
  return best;
}

/** Exchanges `count` numbers. */
export function swapSpan<T>(x: usize, y: usize, count: i32): void {
  const end = x + (<usize>count) * sizeof<T>();
  while (x < end) {
    const kept = load<T>(x);
    store<T>(x, load<T>(y));
    store<T>(y, kept);
    x += sizeof<T>();
    y += sizeof<T>();
  }
}

/** Exchanges two rows of `length` numbers each. */
export function swapRows<T>(length: i32, a: usize, i: i32, j: i32): void {
  swapSpan<T>(at<T>(a, i * length), at<T>(a, j * length), length);
}

/** Writes P: the identity with the exchanges of `pivots` applied; `width` numbers an entry. */
export function permutation<T>(n: i32, width: i32, pivots: usize, x: usize): void {
  memory.fill(x, 0, <usize>n * n * width * sizeof<T>());
  for (let i = 0; i < n; i++) store<T>(x + <usize>(i * n + i) * width * sizeof<T>(), <T>1);
  for (let k = 0; k < n; k++) {
    const row = load<i32>(pivots + ((<usize>k) << 2)) - 1;
    if (row != k) swapRows<T>(n * width, x, k, row);
  }
}
