/** Real LU and inverse: see `reference/lu.ts` and `reference/inverse.ts`. */
import { at, findPivot, permutation, subtract, swapSpan } from './rows';

/** Factors columns [from, to) of the rows below `from`, one after the other; returns LAPACK's info. */
export function factorColumns<T>(n: i32, a: usize, pivots: usize, from: i32, to: i32): i32 {
  let info = 0;
  for (let k = from; k < to; k++) {
    const row = findPivot<T>(n, a, k);
    store<i32>(pivots + ((<usize>k) << 2), row + 1);
    if (row != k) swapSpan<T>(at<T>(a, k * n + from), at<T>(a, row * n + from), to - from);
    const pivot = load<T>(at<T>(a, k * n + k));
    if (pivot == <T>0) {
      if (info == 0) info = k + 1;
      continue;
    }
    for (let i = k + 1; i < n; i++) {
      const place = at<T>(a, i * n + k);
      const factor = <T>(load<T>(place) / pivot);
      store<T>(place, factor);
      subtract<T>(place + sizeof<T>(), at<T>(a, k * n + k + 1), factor, to - k - 1);
    }
  }
  return info;
}

export function solveIdentityReal<T>(n: i32, lu: usize, pivots: usize, x: usize): void {
  permutation<T>(n, 1, pivots, x);
  for (let i = 1; i < n; i++) {
    for (let k = 0; k < i; k++) {
      subtract<T>(at<T>(x, i * n), at<T>(x, k * n), load<T>(at<T>(lu, i * n + k)), n);
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      subtract<T>(at<T>(x, i * n), at<T>(x, k * n), load<T>(at<T>(lu, i * n + k)), n);
    }
    const pivot = load<T>(at<T>(lu, i * n + i));
    for (let j = 0; j < n; j++) {
      const place = at<T>(x, i * n + j);
      store<T>(place, <T>(load<T>(place) / pivot));
    }
  }
}
