/** C −= A·B, by the way that suits the sizes. */
import { gemm, PACK } from './gemm';
import { gemm3, PACK3 } from './gemm3';
import { near } from './near';
import { update } from './tile';

/** Bytes that a product of any kind may need besides its operands. */
export const SCRATCH: usize = max<usize>(PACK, PACK3);

/** Matrices of fewer rows or columns have the bits of the specification, which rounds every product and sum by itself. */
const EXACT: i32 = 48;

/** What `product` is to have for a matrix of which the lesser side is `count`: 0 says that its bits are the specification's. */
export function scratchOf(count: i32, work: usize): usize {
  return count < EXACT ? 0 : work;
}

/**
 * Up to here packing costs more than it saves. The columns of C must not count: what a column holds may
 * not depend on which others are worked on with it, since threads share them out.
 */
// @ts-ignore: decorator
@inline
function isThin(m: i32, k: i32, im: usize): bool {
  return im ? k < 8 || m < 16 : k <= 16;
}

/**
 * @param m,n,k C is m by n, A is m by k, B is k by n
 * @param down where bits are the specification's: sum from the last k to the first, as a back substitution does
 * @param im the distance of the planes, of A, B and C alike; 0 for real matrices
 * @param work `SCRATCH` bytes, or 0: see `scratchOf`
 */
export function product<T, E>(
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, im: usize, down: bool, work: usize
): void {
  if (isVector<E>() || work == 0) {
    const stepA: usize = sizeof<E>();
    const stepB = (<usize>ldb) * sizeof<E>();
    const last: usize = <usize>(k - 1);
    if (down) {
      update<T, E>(m, n, k, a + last * stepA, lda, 0 - stepA, b + last * stepB, 0 - stepB, c, ldc, im);
    } else {
      update<T, E>(m, n, k, a, lda, stepA, b, stepB, c, ldc, im);
    }
    return;
  }
  if (isThin(m, k, im)) near<T>(m, n, k, a, lda, b, ldb, c, ldc, im);
  else if (im) gemm3<T>(m, n, k, a, lda, b, ldb, c, ldc, im, work);
  else gemm<T>(m, n, k, <T>-1, a, lda, b, ldb, c, ldc, work);
}

const BLOCK: i32 = 32;

/** The middle of a range of columns or rows: at a whole number of tiles, or of blocks of 32. */
export function half(size: i32): i32 {
  const unit = size > 2 * BLOCK ? BLOCK : 4;
  return ((size + 2 * unit - 1) / (2 * unit)) * unit;
}
