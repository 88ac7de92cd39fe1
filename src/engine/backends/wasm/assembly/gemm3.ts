/**
 * C −= A·B for complex matrices as planes, by three real products instead of four, on the panels and the
 * register tile of `gemm.ts`.
 *
 * With T₁ = Re A·Re B, T₂ = Im A·Im B and T₃ = (Re A + Im A)·(Re B + Im B), Re AB = T₁ − T₂ and
 * Im AB = T₃ − T₁ − T₂. Source: Higham, Stability of a method for multiplying complex matrices with three real
 * matrix multiplications, SIMAX 13 (1992): an entry errs by c·γ·(|A||B|) of that entry, as by four products, but
 * its imaginary part may err by as much as its real part. That is enough where a factorization's error is
 * measured against |A||B|; a product that users see takes four. Parts of at most half the largest number.
 */
import { KC, kernel, MR, packColumns, packRows } from './gemm';
import { at, lanes } from './rows';

/** Half of the rows and a quarter of the columns of a real block, so that three take no more memory. */
const MC3: i32 = 48;
const NC3: i32 = 256;

const TILE3: usize = <usize>MR * 32;
const PACK_A3: usize = <usize>(MC3 * KC * 8);
const PACK_B3: usize = <usize>(KC * NC3 * 8);
/** Bytes of three tiles, and of the pack buffers. */
export const PACK3: usize = 3 * (TILE3 + PACK_A3 + PACK_B3);

/** @param im the distance of the planes, of A, B and C alike */
export function gemm3<T>(
  m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, im: usize, pack: usize
): void {
  const tiles = pack;
  const packA = tiles + 3 * TILE3;
  const packB = packA + 3 * PACK_A3;
  clear(tiles);
  for (let j = 0; j < n; j += NC3) {
    const nc = min(NC3, n - j);
    for (let p = 0; p < k; p += KC) {
      const kc = min(KC, k - p);
      const from = at<T>(b, p * ldb + j);
      packColumns<T>(kc, nc, from, ldb, packB);
      packColumns<T>(kc, nc, from + im, ldb, packB + PACK_B3);
      sum<T>((<usize>(nc + 2 * lanes<T>())) * (<usize>kc) * sizeof<T>(), packB, PACK_B3);
      for (let i = 0; i < m; i += MC3) {
        const mc = min(MC3, m - i);
        const rows = at<T>(a, i * lda + p);
        packRows<T>(mc, kc, <T>-1, rows, lda, packA);
        packRows<T>(mc, kc, <T>-1, rows + im, lda, packA + PACK_A3);
        sum<T>((<usize>(mc + MR)) * (<usize>kc) * sizeof<T>(), packA, PACK_A3);
        block<T>(mc, nc, kc, packA, packB, at<T>(c, i * ldc + j), ldc, im, tiles);
      }
    }
  }
}

function clear(tiles: usize): void {
  for (let end = tiles + 3 * TILE3; tiles < end; tiles += 16) v128.store(tiles, i64x2.splat(0));
}

/** The third panel: the sum of the two before it. */
function sum<T>(bytes: usize, panel: usize, next: usize): void {
  for (const end = panel + min(bytes, next); panel < end; panel += 16) {
    v128.store(panel + 2 * next, v128.add<T>(v128.load(panel), v128.load(panel + next)));
  }
}

function block<T>(
  mc: i32, nc: i32, kc: i32, packA: usize, packB: usize, c: usize, ldc: i32, im: usize, tiles: usize
): void {
  const width = 2 * lanes<T>();
  for (let j = 0; j < nc; j += width) {
    const columns = min(width, nc - j);
    const b = packB + (<usize>((j / width) * kc)) * 32;
    for (let i = 0; i < mc; i += MR) {
      const rows = min(MR, mc - i);
      const a = at<T>(packA, i * kc);
      kernel<T>(kc, a, b, tiles, 32);
      kernel<T>(kc, a + PACK_A3, b + PACK_B3, tiles + TILE3, 32);
      kernel<T>(kc, a + 2 * PACK_A3, b + 2 * PACK_B3, tiles + 2 * TILE3, 32);
      const to = at<T>(c, i * ldc + j);
      if (columns == width) combine<T>(rows, to, (<usize>ldc) * sizeof<T>(), im, tiles);
      else combineEdge<T>(rows, columns, to, (<usize>ldc) * sizeof<T>(), im, tiles);
      if (rows < MR || columns < width) clear(tiles);
    }
  }
}

/** Adds what three tiles say of `rows` rows to C, and leaves zeros in them. */
function combine<T>(rows: i32, c: usize, ldc: usize, im: usize, tile: usize): void {
  for (let r = 0; r < rows; r++) {
    combineVector<T>(c, im, tile);
    combineVector<T>(c + 16, im, tile + 16);
    c += ldc;
    tile += 32;
  }
}

// @ts-ignore: decorator
@inline
function combineVector<T>(c: usize, im: usize, tile: usize): void {
  const zero = v128.splat<T>(<T>0);
  const t1 = v128.load(tile);
  const t2 = v128.load(tile + TILE3);
  const t3 = v128.load(tile + 2 * TILE3);
  v128.store(tile, zero);
  v128.store(tile + TILE3, zero);
  v128.store(tile + 2 * TILE3, zero);
  v128.store(c, v128.add<T>(v128.load(c), v128.sub<T>(t1, t2)));
  v128.store(c + im, v128.add<T>(v128.load(c + im), v128.sub<T>(v128.sub<T>(t3, t1), t2)));
}

/** As `combine`, entry by entry with the same operations. */
function combineEdge<T>(rows: i32, columns: i32, c: usize, ldc: usize, im: usize, tile: usize): void {
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < columns; j++) {
      const t1 = load<T>(at<T>(tile, j));
      const t2 = load<T>(at<T>(tile + TILE3, j));
      const t3 = load<T>(at<T>(tile + 2 * TILE3, j));
      const to = at<T>(c, j);
      store<T>(to, <T>(load<T>(to) + <T>(t1 - t2)));
      store<T>(to + im, <T>(load<T>(to + im) + <T>(<T>(t3 - t1) - t2)));
    }
    c += ldc;
    tile += 32;
  }
}
