/** What real and complex matrices share: rows of numbers, exchanged and set to a permutation. */

/** Exchanges two rows of `length` numbers each. */
export function swapRows<T>(length: i32, a: usize, i: i32, j: i32): void {
  const bytes = <usize>length * sizeof<T>();
  let p = a + <usize>i * bytes;
  let q = a + <usize>j * bytes;
  for (let c = 0; c < length; c++) {
    const kept = load<T>(p);
    store<T>(p, load<T>(q));
    store<T>(q, kept);
    p += sizeof<T>();
    q += sizeof<T>();
  }
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
