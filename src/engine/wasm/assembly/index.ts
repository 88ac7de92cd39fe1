/**
 * The kernels in AssemblyScript, one source for both precisions.
 *
 * Small matrices and complex ones follow `reference/` operation by operation, and give the same bits;
 * larger real ones are blocked. Pointers are byte offsets into the exported memory, which the caller
 * lays out: nothing here allocates.
 */
import { factorBlocked, invertBlocked, workBytes } from './blocked';
import { factorComplex, solveIdentityComplex } from './complex';
import { gemm, PACK } from './gemm';
import { factorColumns, solveIdentityReal } from './real';

/** The size from which blocking pays. */
const BLOCKED: i32 = 48;

/** Bytes of scratch that a real matrix of size n needs. */
export function work_bytes(n: i32): usize {
  return n < BLOCKED ? 0 : workBytes(n);
}

/** Bytes of scratch that a product needs. */
export function pack_bytes(): usize {
  return PACK;
}

function factor<T>(n: i32, a: usize, pivots: usize, work: usize): i32 {
  return n < BLOCKED ? factorColumns<T>(n, a, pivots, 0, n) : factorBlocked<T>(n, a, pivots, work);
}

function invert<T>(n: i32, a: usize, pivots: usize, x: usize, work: usize): i32 {
  if (n >= BLOCKED) return invertBlocked<T>(n, a, pivots, x, work);
  const info = factorColumns<T>(n, a, pivots, 0, n);
  solveIdentityReal<T>(n, a, pivots, x);
  return info;
}

function invertComplex<T>(n: i32, a: usize, pivots: usize, x: usize): i32 {
  const info = factorComplex<T>(n, a, pivots);
  solveIdentityComplex<T>(n, a, pivots, x);
  return info;
}

export function factor_f32(n: i32, a: usize, pivots: usize, work: usize): i32 {
  return factor<f32>(n, a, pivots, work);
}

export function factor_f64(n: i32, a: usize, pivots: usize, work: usize): i32 {
  return factor<f64>(n, a, pivots, work);
}

export function factor_c64(n: i32, a: usize, pivots: usize, _work: usize): i32 {
  return factorComplex<f32>(n, a, pivots);
}

export function factor_c128(n: i32, a: usize, pivots: usize, _work: usize): i32 {
  return factorComplex<f64>(n, a, pivots);
}

export function invert_f32(n: i32, a: usize, pivots: usize, x: usize, work: usize): i32 {
  return invert<f32>(n, a, pivots, x, work);
}

export function invert_f64(n: i32, a: usize, pivots: usize, x: usize, work: usize): i32 {
  return invert<f64>(n, a, pivots, x, work);
}

export function invert_c64(n: i32, a: usize, pivots: usize, x: usize, _work: usize): i32 {
  return invertComplex<f32>(n, a, pivots, x);
}

export function invert_c128(n: i32, a: usize, pivots: usize, x: usize, _work: usize): i32 {
  return invertComplex<f64>(n, a, pivots, x);
}

/** C += A·B, row-major without padding; `pack` is scratch of `pack_bytes()`. */
export function multiply_f32(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, pack: usize): void {
  gemm<f32>(m, n, k, 1, a, k, b, n, c, n, pack);
}

export function multiply_f64(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, pack: usize): void {
  gemm<f64>(m, n, k, 1, a, k, b, n, c, n, pack);
}
