/**
 * C ± A·B for row-major real matrices, by packed panels and a register tile.
 *
 * Source: Goto and van de Geijn, Anatomy of high-performance matrix multiplication (2008); BLIS.
 * Requires: leading dimensions in elements; buffers of `PACK_A` and `PACK_B` bytes; A, B and C do not
 * overlap. Ensures: every entry of C is summed over k in blocks of `KC`, in order, so that the result
 * does not depend on how the caller splits m and n. With relaxed SIMD a product and its sum may be
 * rounded once instead of twice.
 */
import { at, lanes } from './rows';

/** Rows of the register tile: 6 rows of 2 vectors are 12 accumulators, and 3 registers remain. */
export const MR: i32 = 6;
export const KC: i32 = 256;
export const MC: i32 = 96;
export const NC: i32 = 1024;

/** Bytes of the two pack buffers, and of the tile for edges, for any precision. */
export const PACK_A: usize = <usize>(MC * KC * 8);
export const PACK_B: usize = <usize>(KC * NC * 8);
export const TILE: usize = 512;
export const PACK: usize = PACK_A + PACK_B + TILE;

// @ts-ignore: decorator
@inline
export function madd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/**
 * C += sign · A·B.
 * @param pack `PACK` bytes of scratch
 */
export function gemm<T>(
  m: i32, n: i32, k: i32, sign: T,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, pack: usize
): void {
  const packB = pack + PACK_A;
  for (let j = 0; j < n; j += NC) {
    const nc = min(NC, n - j);
    for (let p = 0; p < k; p += KC) {
      const kc = min(KC, k - p);
      packColumns<T>(kc, nc, at<T>(b, p * ldb + j), ldb, packB);
      for (let i = 0; i < m; i += MC) {
        const mc = min(MC, m - i);
        packRows<T>(mc, kc, sign, at<T>(a, i * lda + p), lda, pack);
        block<T>(mc, nc, kc, pack, packB, at<T>(c, i * ldc + j), ldc, packB + PACK_B);
      }
    }
  }
}

/** Slivers of MR rows, entry by entry down each column of the sliver; zeros beyond the edge. */
export function packRows<T>(mc: i32, kc: i32, sign: T, a: usize, lda: i32, to: usize): void {
  for (let i = 0; i < mc; i += MR) {
    const rows = min(MR, mc - i);
    const row = at<T>(a, i * lda);
    if (rows == MR) {
      const r0 = row;
      const r1 = at<T>(row, lda);
      const r2 = at<T>(row, 2 * lda);
      const r3 = at<T>(row, 3 * lda);
      const r4 = at<T>(row, 4 * lda);
      const r5 = at<T>(row, 5 * lda);
      for (let p: usize = 0; p < (<usize>kc) * sizeof<T>(); p += sizeof<T>()) {
        store<T>(to, <T>(sign * load<T>(r0 + p)));
        store<T>(to + sizeof<T>(), <T>(sign * load<T>(r1 + p)));
        store<T>(to + 2 * sizeof<T>(), <T>(sign * load<T>(r2 + p)));
        store<T>(to + 3 * sizeof<T>(), <T>(sign * load<T>(r3 + p)));
        store<T>(to + 4 * sizeof<T>(), <T>(sign * load<T>(r4 + p)));
        store<T>(to + 5 * sizeof<T>(), <T>(sign * load<T>(r5 + p)));
        to += MR * sizeof<T>();
      }
    } else {
      for (let p = 0; p < kc; p++) {
        for (let r = 0; r < MR; r++) {
          store<T>(to, r < rows ? <T>(sign * load<T>(at<T>(row, r * lda + p))) : <T>0);
          to += sizeof<T>();
        }
      }
    }
  }
}

/** Slivers of two vectors' width, row by row; zeros beyond the edge. */
export function packColumns<T>(kc: i32, nc: i32, b: usize, ldb: i32, to: usize): void {
  const width = 2 * lanes<T>();
  for (let j = 0; j < nc; j += width) {
    const columns = min(width, nc - j);
    let from = at<T>(b, j);
    for (let p = 0; p < kc; p++) {
      if (columns == width) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else {
        for (let c = 0; c < width; c++) {
          store<T>(at<T>(to, c), c < columns ? load<T>(at<T>(from, c)) : <T>0);
        }
      }
      from += (<usize>ldb) * sizeof<T>();
      to += 32;
    }
  }
}

function block<T>(
  mc: i32, nc: i32, kc: i32, packA: usize, packB: usize, c: usize, ldc: i32, tile: usize
): void {
  const width = 2 * lanes<T>();
  for (let j = 0; j < nc; j += width) {
    const columns = min(width, nc - j);
    const b = packB + (<usize>((j / width) * kc)) * 32;
    for (let i = 0; i < mc; i += MR) {
      const rows = min(MR, mc - i);
      const a = at<T>(packA, i * kc);
      const to = at<T>(c, i * ldc + j);
      if (rows == MR && columns == width) kernel<T>(kc, a, b, to, (<usize>ldc) * sizeof<T>());
      else edge<T>(kc, a, b, to, ldc, rows, columns, tile);
    }
  }
}

/** A tile that is cut off: computed whole beside the matrix, and added where it is inside. */
function edge<T>(
  kc: i32, a: usize, b: usize, c: usize, ldc: i32, rows: i32, columns: i32, tile: usize
): void {
  memory.fill(tile, 0, MR * 32);
  kernel<T>(kc, a, b, tile, 32);
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < columns; j++) {
      const to = at<T>(c, r * ldc + j);
      store<T>(to, <T>(load<T>(to) + load<T>(at<T>(tile + (<usize>r) * 32, j))));
    }
  }
}

/**
 * The register tile \`times\` times on the same panels of \`kc\`, which the first cache holds: the rate that no
 * product can exceed. For the benchmark.
 */
export function peak<T>(kc: i32, times: i32, a: usize, b: usize, c: usize): void {
  for (let i = 0; i < times; i++) kernel<T>(kc, a, b, c, 32);
}

/** The register tile: 6 rows by two vectors, summed over kc, added to C. `ldc` in bytes. */
export function kernel<T>(kc: i32, a: usize, b: usize, c: usize, ldc: usize): void {
  let c00 = v128.splat<T>(<T>0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  const end = b + (<usize>kc) * 32;
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = madd<T>(x, b0, c00);
    c01 = madd<T>(x, b1, c01);
    x = v128.load_splat<T>(a, sizeof<T>());
    c10 = madd<T>(x, b0, c10);
    c11 = madd<T>(x, b1, c11);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = madd<T>(x, b0, c20);
    c21 = madd<T>(x, b1, c21);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = madd<T>(x, b0, c30);
    c31 = madd<T>(x, b1, c31);
    x = v128.load_splat<T>(a, 4 * sizeof<T>());
    c40 = madd<T>(x, b0, c40);
    c41 = madd<T>(x, b1, c41);
    x = v128.load_splat<T>(a, 5 * sizeof<T>());
    c50 = madd<T>(x, b0, c50);
    c51 = madd<T>(x, b1, c51);
    a += MR * sizeof<T>();
    b += 32;
  }
  addRow<T>(c, c00, c01);
  addRow<T>(c + ldc, c10, c11);
  addRow<T>(c + 2 * ldc, c20, c21);
  addRow<T>(c + 3 * ldc, c30, c31);
  addRow<T>(c + 4 * ldc, c40, c41);
  addRow<T>(c + 5 * ldc, c50, c51);
}

// @ts-ignore: decorator
@inline
function addRow<T>(c: usize, low: v128, high: v128): void {
  v128.store(c, v128.add<T>(v128.load(c), low));
  v128.store(c, v128.add<T>(v128.load(c, 16), high), 16);
}
