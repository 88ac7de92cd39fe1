/**
 * The kernels in AssemblyScript, one source for both precisions.
 *
 * Method, source and assumptions are those of `reference/lu.ts` and `reference/inverse.ts`; the order
 * of operations is the same, so that the results are the same to the bit.
 * Pointers are byte offsets into the exported memory, which the caller lays out: nothing here allocates.
 */
import { factorComplex, solveIdentityComplex } from './complex';
import { factorReal, solveIdentityReal } from './real';

export function factor_f32(n: i32, a: usize, pivots: usize): i32 {
  return factorReal<f32>(n, a, pivots);
}

export function factor_f64(n: i32, a: usize, pivots: usize): i32 {
  return factorReal<f64>(n, a, pivots);
}

export function factor_c64(n: i32, a: usize, pivots: usize): i32 {
  return factorComplex<f32>(n, a, pivots);
}

export function factor_c128(n: i32, a: usize, pivots: usize): i32 {
  return factorComplex<f64>(n, a, pivots);
}

export function invert_f32(n: i32, a: usize, pivots: usize, x: usize): i32 {
  const info = factorReal<f32>(n, a, pivots);
  solveIdentityReal<f32>(n, a, pivots, x);
  return info;
}

export function invert_f64(n: i32, a: usize, pivots: usize, x: usize): i32 {
  const info = factorReal<f64>(n, a, pivots);
  solveIdentityReal<f64>(n, a, pivots, x);
  return info;
}

export function invert_c64(n: i32, a: usize, pivots: usize, x: usize): i32 {
  const info = factorComplex<f32>(n, a, pivots);
  solveIdentityComplex<f32>(n, a, pivots, x);
  return info;
}

export function invert_c128(n: i32, a: usize, pivots: usize, x: usize): i32 {
  const info = factorComplex<f64>(n, a, pivots);
  solveIdentityComplex<f64>(n, a, pivots, x);
  return info;
}
