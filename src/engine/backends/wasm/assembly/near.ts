/**
 * C −= A·B without packing, as `gemm.ts` sums it: for operands so thin that packing costs more than it saves, of
 * matrices whose bits are not those of row operations.
 *
 * An entry's products are summed over k first, and with relaxed SIMD rounded with their sum. A column of real
 * numbers becomes what `gemm` would make of it, up to `KC` products. Sums before C keep what is exactly
 * proportional exactly zero: a product that is fused with C would leave its own rounding there.
 */
import { madd } from './gemm';
import { at, lanes, put } from './rows';

/** c − a·b */
// @ts-ignore: decorator
@inline
function less<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<T>(a, b, c);
  return v128.sub<T>(c, v128.mul<T>(a, b));
}

/**
 * @param m,n,k C is m by n, A is m by k, B is k by n
 * @param im the distance of the planes, of A, B and C alike; 0 for real matrices
 */
export function near<T>(
  m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, im: usize
): void {
  const rowA = (<usize>lda) * sizeof<T>();
  const rowB = (<usize>ldb) * sizeof<T>();
  const rowC = (<usize>ldc) * sizeof<T>();
  const width = im ? lanes<T>() : 2 * lanes<T>();
  const whole = n - (n % width);
  for (let j = 0; j < whole; j += width) {
    const from = at<T>(b, j);
    let left = a;
    let to = at<T>(c, j);
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      if (im) fourComplex<T>(k, left, rowA, from, rowB, to, rowC, im);
      else four<T>(k, left, rowA, from, rowB, to, rowC);
      left += 4 * rowA;
      to += 4 * rowC;
    }
    for (; i < m; i++) {
      row<T>(k, left, from, rowB, to, width, im);
      left += rowA;
      to += rowC;
    }
  }
  if (whole == n) return;
  for (let i: usize = 0; i < <usize>m; i++) {
    row<T>(k, a + i * rowA, at<T>(b, whole), rowB, at<T>(c, whole) + i * rowC, n - whole, im);
  }
}

/** 4 rows by two vectors. */
function four<T>(k: i32, a: usize, rowA: usize, b: usize, rowB: usize, c: usize, rowC: usize): void {
  let c00 = v128.splat<T>(<T>0), c01 = c00, c10 = c00, c11 = c00;
  let c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  let a1 = a + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  for (const end = at<T>(a, k); a < end; a += sizeof<T>()) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = madd<T>(x, b0, c00);
    c01 = madd<T>(x, b1, c01);
    x = v128.load_splat<T>(a1);
    c10 = madd<T>(x, b0, c10);
    c11 = madd<T>(x, b1, c11);
    x = v128.load_splat<T>(a2);
    c20 = madd<T>(x, b0, c20);
    c21 = madd<T>(x, b1, c21);
    x = v128.load_splat<T>(a3);
    c30 = madd<T>(x, b0, c30);
    c31 = madd<T>(x, b1, c31);
    a1 += sizeof<T>();
    a2 += sizeof<T>();
    a3 += sizeof<T>();
    b += rowB;
  }
  take<T>(c, c00);
  take<T>(c + 16, c01);
  c += rowC;
  take<T>(c, c10);
  take<T>(c + 16, c11);
  c += rowC;
  take<T>(c, c20);
  take<T>(c + 16, c21);
  c += rowC;
  take<T>(c, c30);
  take<T>(c + 16, c31);
}

// @ts-ignore: decorator
@inline
function take<T>(c: usize, sum: v128): void {
  v128.store(c, v128.sub<T>(v128.load(c), sum));
}

/** 4 rows by a vector of real and one of imaginary parts. */
function fourComplex<T>(
  k: i32, a: usize, rowA: usize, b: usize, rowB: usize, c: usize, rowC: usize, im: usize
): void {
  let r0 = v128.splat<T>(<T>0), r1 = r0, r2 = r0, r3 = r0;
  let i0 = r0, i1 = r0, i2 = r0, i3 = r0;
  let a1 = a + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  for (const end = at<T>(a, k); a < end; a += sizeof<T>()) {
    const br = v128.load(b);
    const bi = v128.load(b + im);
    let f = v128.load_splat<T>(a);
    r0 = madd<T>(f, br, r0);
    i0 = madd<T>(f, bi, i0);
    f = v128.load_splat<T>(a + im);
    r0 = less<T>(f, bi, r0);
    i0 = madd<T>(f, br, i0);
    f = v128.load_splat<T>(a1);
    r1 = madd<T>(f, br, r1);
    i1 = madd<T>(f, bi, i1);
    f = v128.load_splat<T>(a1 + im);
    r1 = less<T>(f, bi, r1);
    i1 = madd<T>(f, br, i1);
    f = v128.load_splat<T>(a2);
    r2 = madd<T>(f, br, r2);
    i2 = madd<T>(f, bi, i2);
    f = v128.load_splat<T>(a2 + im);
    r2 = less<T>(f, bi, r2);
    i2 = madd<T>(f, br, i2);
    f = v128.load_splat<T>(a3);
    r3 = madd<T>(f, br, r3);
    i3 = madd<T>(f, bi, i3);
    f = v128.load_splat<T>(a3 + im);
    r3 = less<T>(f, bi, r3);
    i3 = madd<T>(f, br, i3);
    a1 += sizeof<T>();
    a2 += sizeof<T>();
    a3 += sizeof<T>();
    b += rowB;
  }
  take<T>(c, r0);
  take<T>(c + im, i0);
  c += rowC;
  take<T>(c, r1);
  take<T>(c + im, i1);
  c += rowC;
  take<T>(c, r2);
  take<T>(c + im, i2);
  c += rowC;
  take<T>(c, r3);
  take<T>(c + im, i3);
}

/** `count` entries of a row, one after the other in the lanes of vectors: their bits are those of the tile's. */
function row<T>(k: i32, a: usize, b: usize, rowB: usize, c: usize, count: i32, im: usize): void {
  for (const end = at<T>(c, count); c < end; c += sizeof<T>(), b += sizeof<T>()) {
    if (im) oneComplex<T>(k, a, b, rowB, c, im);
    else one<T>(k, a, b, rowB, c);
  }
}

function one<T>(k: i32, a: usize, b: usize, rowB: usize, c: usize): void {
  let sum = v128.splat<T>(<T>0);
  for (const end = at<T>(a, k); a < end; a += sizeof<T>(), b += rowB) {
    sum = madd<T>(v128.load_splat<T>(a), v128.load_splat<T>(b), sum);
  }
  put<T, T>(c, v128.sub<T>(v128.load_splat<T>(c), sum));
}

function oneComplex<T>(k: i32, a: usize, b: usize, rowB: usize, c: usize, im: usize): void {
  let re = v128.splat<T>(<T>0);
  let other = re;
  for (const end = at<T>(a, k); a < end; a += sizeof<T>(), b += rowB) {
    const br = v128.load_splat<T>(b);
    const bi = v128.load_splat<T>(b + im);
    const fr = v128.load_splat<T>(a);
    const fi = v128.load_splat<T>(a + im);
    re = less<T>(fi, bi, madd<T>(fr, br, re));
    other = madd<T>(fi, br, madd<T>(fr, bi, other));
  }
  put<T, T>(c, v128.sub<T>(v128.load_splat<T>(c), re));
  put<T, T>(c + im, v128.sub<T>(v128.load_splat<T>(c + im), other));
}
