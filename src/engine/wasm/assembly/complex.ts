/** Complex LU and inverse, interleaved (re, im): see `reference/lu.ts` and `reference/inverse.ts`. */
import { permutation, swapRows } from './rows';

// @ts-ignore: decorator
@inline
function at<T>(a: usize, index: i32): usize {
  return a + (<usize>index) * 2 * sizeof<T>();
}

// @ts-ignore: decorator
@inline
function im<T>(place: usize): T {
  return load<T>(place + sizeof<T>());
}

/** |re| + |im|, LAPACK's cabs1. */
// @ts-ignore: decorator
@inline
function magnitude<T>(place: usize): T {
  return <T>(abs<T>(load<T>(place)) + abs<T>(im<T>(place)));
}

function findPivot<T>(n: i32, a: usize, k: i32): i32 {
  let best = k;
  let largest = magnitude<T>(at<T>(a, k * n + k));
  for (let i = k + 1; i < n; i++) {
    const size = magnitude<T>(at<T>(a, i * n + k));
    if (size > largest || (isNaN<T>(size) && !isNaN<T>(largest))) {
      best = i;
      largest = size;
    }
  }
  return best;
}

/** The entry at `place` divided, in place, by that at `by`: Smith's method, as in `reference/arithmetic.ts`. */
function divide<T>(place: usize, by: usize): void {
  const ar = load<T>(place);
  const ai = im<T>(place);
  const br = load<T>(by);
  const bi = im<T>(by);
  if (abs<T>(br) >= abs<T>(bi)) {
    const ratio = <T>(bi / br);
    const scale = <T>(br + <T>(bi * ratio));
    store<T>(place, <T>(<T>(ar + <T>(ai * ratio)) / scale));
    store<T>(place + sizeof<T>(), <T>(<T>(ai - <T>(ar * ratio)) / scale));
  } else {
    const ratio = <T>(br / bi);
    const scale = <T>(<T>(br * ratio) + bi);
    store<T>(place, <T>(<T>(<T>(ar * ratio) + ai) / scale));
    store<T>(place + sizeof<T>(), <T>(<T>(<T>(ai * ratio) - ar) / scale));
  }
}

/** Row at x −= (entry at `factor`) · row at y, over `count` complex numbers. */
function subtract<T>(x: usize, y: usize, factor: usize, count: i32): void {
  const fr = load<T>(factor);
  const fi = im<T>(factor);
  const end = x + (<usize>count) * 2 * sizeof<T>();
  while (x < end) {
    const yr = load<T>(y);
    const yi = im<T>(y);
    store<T>(x, <T>(load<T>(x) - <T>(<T>(fr * yr) - <T>(fi * yi))));
    store<T>(x + sizeof<T>(), <T>(im<T>(x) - <T>(<T>(fr * yi) + <T>(fi * yr))));
    x += 2 * sizeof<T>();
    y += 2 * sizeof<T>();
  }
}

export function factorComplex<T>(n: i32, a: usize, pivots: usize): i32 {
  let info = 0;
  for (let k = 0; k < n; k++) {
    const row = findPivot<T>(n, a, k);
    store<i32>(pivots + ((<usize>k) << 2), row + 1);
    if (row != k) swapRows<T>(2 * n, a, k, row);
    const pivot = at<T>(a, k * n + k);
    if (magnitude<T>(pivot) == <T>0) {
      if (info == 0) info = k + 1;
      continue;
    }
    for (let i = k + 1; i < n; i++) {
      const place = at<T>(a, i * n + k);
      divide<T>(place, pivot);
      subtract<T>(at<T>(a, i * n + k + 1), at<T>(a, k * n + k + 1), place, n - k - 1);
    }
  }
  return info;
}

export function solveIdentityComplex<T>(n: i32, lu: usize, pivots: usize, x: usize): void {
  permutation<T>(n, 2, pivots, x);
  for (let i = 1; i < n; i++) {
    for (let k = 0; k < i; k++) {
      subtract<T>(at<T>(x, i * n), at<T>(x, k * n), at<T>(lu, i * n + k), n);
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      subtract<T>(at<T>(x, i * n), at<T>(x, k * n), at<T>(lu, i * n + k), n);
    }
    const pivot = at<T>(lu, i * n + i);
    for (let j = 0; j < n; j++) divide<T>(at<T>(x, i * n + j), pivot);
  }
}
