/**
 * The kernels in AssemblyScript: one source for both precisions, for real and complex matrices, alone and
 * in batches.
 *
 * Pointers are byte offsets into the exported memory, which the caller lays out: nothing here allocates.
 * Matrices are row-major; complex ones come and go interleaved (re, im), and are planes on the inside.
 */
import { assess } from './assess';
import { ACROSS, BATCH, factorBatch, invertBatch } from './batch';
import { bidiagonalBytes, plainValues, singularValues } from './bidiagonal';
import { bound, survey } from './bound';
import { peak, gemm } from './gemm';
import { columnOrder, invert, invertFactored, permuteColumns } from './inverse';
import { unevenRows } from './limits';
import { factor, panel, panelWidth, trailing } from './lu';
import { orthogonalizeColumns } from './jacobi';
import { join, joinPermuted, planeBytes, planeRow, planeStep, split } from './planes';
import { SCRATCH, scratchOf } from './product';
import { swapRows } from './rows';
import { plainVectors, vectorBytes, vectorScratch } from './singular-vectors';
import { sliced, slicedBytes } from './slices';
import { diagonal, solveFactored, system } from './system';
import { twofold, twofoldBytes } from './twofold';

/** Bytes of scratch for matrices of `rows` by `columns`; `size` is that of a real number. */
export function work_bytes(rows: i32, columns: i32, size: i32, complex: bool): usize {
  const planes: usize = complex ? 4 * (<usize>rows * <usize>(columns + 16) * <usize>size + 256) : 0;
  return SCRATCH + max(planes, BATCH);
}

/** The first byte that is the caller's. */
export function base(): usize {
  return __heap_base;
}

/** The largest matrix of which several are worked on side by side. */
export function across(): i32 {
  return ACROSS;
}

function invertAll<T>(
  n: i32, ld: i32, complex: bool, count: i32, a: usize, x: usize, pivots: usize, info: usize, work: usize,
  evenOnly: bool
): void {
  const scratch = work + SCRATCH;
  if (count > 1 && n <= ACROSS) {
    invertBatch<T>(n, complex, count, a, x, info, scratch);
    return;
  }
  const size = planeBytes<T>(n, ld);
  for (let k: usize = 0; k < <usize>count; k++) {
    if (complex) invertPairs<T>(n, a + 2 * k * size, x + 2 * k * size, pivots, info, work, evenOnly);
    else invertReal<T>(n, ld, a + k * size, x + k * size, pivots, info, work, evenOnly);
    info += 4;
  }
}

function invertReal<T>(
  n: i32, ld: i32, a: usize, x: usize, pivots: usize, info: usize, work: usize, evenOnly: bool
): void {
  const wide = v128.any_true(unevenRows<T, T>(n, ld, a, 0));
  store<i32>(info, wide && evenOnly ? -1 : 0);
  if (wide && evenOnly) return;
  invert<T, T>(n, ld, a, 0, pivots, x, info, work);
  permuteColumns<T>(n, ld, pivots, x, work);
  if (wide && load<i32>(info) == 0) store<i32>(info, -1);
}

function invertPairs<T>(
  n: i32, a: usize, x: usize, pivots: usize, info: usize, work: usize, evenOnly: bool
): void {
  const ld = planeRow<T>(n);
  const im = planeStep<T>(n, ld);
  const lu = work + SCRATCH;
  const result = lu + 2 * im;
  split<T>(n, n, a, lu, ld, im);
  const wide = v128.any_true(unevenRows<T, T>(n, ld, lu, im));
  store<i32>(info, wide && evenOnly ? -1 : 0);
  if (wide && evenOnly) return;
  invert<T, T>(n, ld, lu, im, pivots, result, info, work);
  columnOrder(n, pivots, 1, work);
  joinPermuted<T>(n, result, ld, im, work, x);
  if (wide && load<i32>(info) == 0) store<i32>(info, -1);
}

function factorAll<T>(
  m: i32, n: i32, ld: i32, complex: bool, count: i32, a: usize, pivots: usize, info: usize, work: usize
): void {
  const scratch = work + SCRATCH;
  if (count > 1 && m == n && n <= ACROSS) {
    factorBatch<T>(n, complex, count, a, pivots, info, scratch);
    return;
  }
  const row = complex ? planeRow<T>(n) : ld;
  const im: usize = complex ? planeStep<T>(m, row) : 0;
  const size = planeBytes<T>(m, ld) << (complex ? 1 : 0);
  for (let k = 0; k < count; k++) {
    const lu = complex ? scratch : a;
    if (complex) split<T>(m, n, a, lu, row, im);
    store<i32>(info, 0);
    factor<T, T>(m, n, row, lu, im, pivots, info, work);
    if (complex) join<T>(m, n, lu, row, im, a);
    a += size;
    pivots += (<usize>min(m, n)) << 2;
    info += 4;
  }
}

/**
 * `ld` is the row length of a and x; a complex matrix and a batch have n. With `evenOnly` those whose rows are uneven
 * may be left as they are.
 */
export function invert_32(n: i32, ld: i32, complex: bool, count: i32, a: usize, x: usize, pivots: usize, info: usize, work: usize, evenOnly: bool): void {
  invertAll<f32>(n, ld, complex, count, a, x, pivots, info, work, evenOnly);
}

export function invert_64(n: i32, ld: i32, complex: bool, count: i32, a: usize, x: usize, pivots: usize, info: usize, work: usize, evenOnly: bool): void {
  invertAll<f64>(n, ld, complex, count, a, x, pivots, info, work, evenOnly);
}

export function factor_32(m: i32, n: i32, ld: i32, complex: bool, count: i32, a: usize, pivots: usize, info: usize, work: usize): void {
  factorAll<f32>(m, n, ld, complex, count, a, pivots, info, work);
}

export function factor_64(m: i32, n: i32, ld: i32, complex: bool, count: i32, a: usize, pivots: usize, info: usize, work: usize): void {
  factorAll<f64>(m, n, ld, complex, count, a, pivots, info, work);
}

export function solve_32(n: i32, k: i32, complex: bool, mode: i32, lu: usize, pivots: usize, b: usize, work: usize): void {
  solveFactored<f32>(n, k, complex, mode, lu, pivots, b, work);
}

export function solve_64(n: i32, k: i32, complex: bool, mode: i32, lu: usize, pivots: usize, b: usize, work: usize): void {
  solveFactored<f64>(n, k, complex, mode, lu, pivots, b, work);
}

/** Factors A and solves at once; see `system.ts`. */
export function system_32(n: i32, k: i32, ld: i32, complex: bool, mode: i32, a: usize, pivots: usize, b: usize, work: usize): i32 {
  return system<f32>(n, k, ld, complex, mode, a, pivots, b, work);
}

export function system_64(n: i32, k: i32, ld: i32, complex: bool, mode: i32, a: usize, pivots: usize, b: usize, work: usize): i32 {
  return system<f64>(n, k, ld, complex, mode, a, pivots, b, work);
}

export function diagonal_32(n: i32, ld: i32, complex: bool, a: usize, pivots: usize, to: usize, work: usize): i32 {
  return diagonal<f32>(n, ld, complex, a, pivots, to, work);
}

export function diagonal_64(n: i32, ld: i32, complex: bool, a: usize, pivots: usize, to: usize, work: usize): i32 {
  return diagonal<f64>(n, ld, complex, a, pivots, to, work);
}

function multiply<T>(
  m: i32, n: i32, k: i32, complex: bool, a: usize, b: usize, c: usize, work: usize
): void {
  if (!complex) {
    gemm<T>(m, n, k, <T>1, a, k, b, n, c, n, work);
    return;
  }
  const planes = work + SCRATCH;
  const imA = planeBytes<T>(m, k);
  const imB = planeBytes<T>(k, n);
  const imC = planeBytes<T>(m, n);
  const left = planes;
  const right = left + 2 * imA;
  const result = right + 2 * imB;
  split<T>(m, k, a, left, k, imA);
  split<T>(k, n, b, right, n, imB);
  memory.fill(result, 0, 2 * imC);
  gemm<T>(m, n, k, <T>1, left, k, right, n, result, n, work);
  gemm<T>(m, n, k, <T>-1, left + imA, k, right + imB, n, result, n, work);
  gemm<T>(m, n, k, <T>1, left, k, right + imB, n, result + imC, n, work);
  gemm<T>(m, n, k, <T>1, left + imA, k, right, n, result + imC, n, work);
  join<T>(m, n, result, n, imC, c);
}

/** C := A·B; C is zero before. Scratch: `SCRATCH`, and for complex operands a second copy of all three. */
export function multiply_32(m: i32, n: i32, k: i32, complex: bool, a: usize, b: usize, c: usize, work: usize): void {
  multiply<f32>(m, n, k, complex, a, b, c, work);
}

export function multiply_64(m: i32, n: i32, k: i32, complex: bool, a: usize, b: usize, c: usize, work: usize): void {
  multiply<f64>(m, n, k, complex, a, b, c, work);
}

/** C += sign·A·B for real matrices. Scratch: `SCRATCH`. */
export function accumulate_64(m: i32, n: i32, k: i32, sign: f64, a: usize, b: usize, c: usize, work: usize): void {
  gemm<f64>(m, n, k, sign, a, k, b, n, c, n, work);
}

export { assess, bound, sliced, slicedBytes as sliced_bytes, survey, twofold, twofoldBytes as twofold_bytes };

export {
  bidiagonalBytes as bidiagonal_bytes, orthogonalizeColumns as orthogonalize, plainValues as plain_values,
  plainVectors as plain_vectors, singularValues as singular_values, vectorBytes as vector_bytes,
  vectorScratch as vector_scratch
};

/** 12 vectors' worth of multiply-adds a step, \`kc\` steps, \`times\` times. */
export function peak_32(kc: i32, times: i32, a: usize, b: usize, c: usize): void {
  peak<f32>(kc, times, a, b, c);
}

export function peak_64(kc: i32, times: i32, a: usize, b: usize, c: usize): void {
  peak<f64>(kc, times, a, b, c);
}

// The steps of one real inverse, for threads that each own some of the columns.

export { panelWidth as panel_width };

/** Factors columns [from, to). */
export function panel_32(n: i32, ld: i32, a: usize, pivots: usize, from: i32, to: i32, info: usize, work: usize): void {
  panel<f32, f32>(n, ld, a, 0, pivots, from, to, info, scratchOf(n, work));
}

export function panel_64(n: i32, ld: i32, a: usize, pivots: usize, from: i32, to: i32, info: usize, work: usize): void {
  panel<f64, f64>(n, ld, a, 0, pivots, from, to, info, scratchOf(n, work));
}

/** Brings columns [left, right) up to date with those of [from, to). */
export function trailing_32(n: i32, ld: i32, a: usize, pivots: usize, from: i32, to: i32, left: i32, right: i32, work: usize): void {
  trailing<f32, f32>(n, ld, a, 0, pivots, from, to, left, right, scratchOf(n, work));
}

export function trailing_64(n: i32, ld: i32, a: usize, pivots: usize, from: i32, to: i32, left: i32, right: i32, work: usize): void {
  trailing<f64, f64>(n, ld, a, 0, pivots, from, to, left, right, scratchOf(n, work));
}

/** The row exchanges of pivots [from, to) in `count` columns from `left` on. */
export function exchange_32(ld: i32, a: usize, pivots: usize, from: i32, to: i32, left: i32, count: i32): void {
  swapRows<f32, f32>(ld, a, 0, pivots, from, to, left, count);
}

export function exchange_64(ld: i32, a: usize, pivots: usize, from: i32, to: i32, left: i32, count: i32): void {
  swapRows<f64, f64>(ld, a, 0, pivots, from, to, left, count);
}

/** Columns [first, last) of U⁻¹·L⁻¹ to x, whose rows are last − first long. */
export function columns_32(n: i32, ld: i32, lu: usize, first: i32, last: i32, x: usize, work: usize): void {
  invertFactored<f32, f32>(n, ld, lu, 0, first, last, x, last - first, work);
}

export function columns_64(n: i32, ld: i32, lu: usize, first: i32, last: i32, x: usize, work: usize): void {
  invertFactored<f64, f64>(n, ld, lu, 0, first, last, x, last - first, work);
}
