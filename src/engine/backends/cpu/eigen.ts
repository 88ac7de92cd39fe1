/** Eigenvalues and right eigenvectors of one square matrix, in double precision. */

import { scale } from '../../core/exponent.js';
import { toHessenberg } from './hessenberg.js';
import { complexSchur, type IRotation, rotateColumns, rotateRows } from './schur-complex.js';
import { realSchur } from './schur-real.js';
import {
  balance,
  type ISquare,
  isolatingOrder,
  normalizeSquare,
  reordered,
  rowsBack,
  zeroSquare
} from './square.js';

const { abs, hypot, max, sqrt } = Math;

/** Eigenvalues, and eigenvectors as the columns of `vectors`; of length 1, the largest entry of each real. */
export interface IEigen {
  re: Float64Array;
  im: Float64Array;
  vectors: ISquare;
  /** LAPACK's: 0, or how many eigenvalues from the first on were not found. */
  info: number;
}

/**
 * The eigenpairs of A, which is divided by a power of two; entries finite.
 *
 * Exchanges, balancing, Hessenberg form, Schur form, and back substitution. Source: LAPACK xGEEV. Complex eigenvalues of a real
 * matrix are exact conjugates, next to one another, the one with the positive imaginary part first, and so are
 * their vectors; the others are exactly real.
 */
export function eigen(A: ISquare, isReal: boolean): IEigen {
  const exponent = normalizeSquare(A);
  const order = isolatingOrder(A);
  const found = balancedEigen(order ? reordered(A, order) : A, isReal);
  if (order) found.vectors = rowsBack(found.vectors, order);
  for (let k = 0; k < A.n; k++) {
    found.re[k] = scale(found.re[k], exponent);
    found.im[k] = scale(found.im[k], exponent);
  }
  return found;
}

/** Of a matrix whose largest entry is about 1. */
function balancedEigen(A: ISquare, isReal: boolean): IEigen {
  const even: ISquare = { n: A.n, re: A.re.slice(), im: A.im.slice() };
  const balanced = balance(even);
  let found = eigenpairs(even, isReal, balanced);
  // Errors small beside the balanced matrix may be large beside A: Watkins, A case where balancing is harmful (2006).
  if (balanced.some(shift => shift !== 0) && (found.info !== 0 || isOff(A, found))) {
    const copy: ISquare = { n: A.n, re: A.re.slice(), im: A.im.slice() };
    found = eigenpairs(copy, isReal, new Int32Array(A.n));
  }
  return found;
}

/** How many units n·ε·‖A‖ an eigenpair may miss by. */
const MISFIT = 16;

/** Whether A·v − λ·v is more than rounding for some pair. */
function isOff({ n, re, im }: ISquare, { re: x, im: y, vectors: V }: IEigen): boolean {
  let square = 0;
  for (let at = 0; at < re.length; at++) square += re[at] ** 2 + im[at] ** 2;
  const limit = MISFIT * n * 2 ** -52 * sqrt(square);
  for (let k = 0; k < n; k++) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const [v, w] = [V.re[i * n + k], V.im[i * n + k]];
      let [a, b] = [y[k] * w - x[k] * v, -(x[k] * w + y[k] * v)];
      for (let j = 0; j < n; j++) {
        const [p, q] = [re[i * n + j], im[i * n + j]];
        a += p * V.re[j * n + k] - q * V.im[j * n + k];
        b += p * V.im[j * n + k] + q * V.re[j * n + k];
      }
      sum += a * a + b * b;
    }
    if (!(sqrt(sum) <= limit)) return true;
  }
  return false;
}

/** Of a matrix that was balanced, and is destroyed. */
function eigenpairs(A: ISquare, isReal: boolean, balanced: Int32Array): IEigen {
  const { n } = A;
  const Z = toHessenberg(A);
  const info = isReal ? realSchur({ n, h: A.re, z: Z.re }) : complexSchur(A, Z);
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  const vectors = zeroSquare(n);
  if (info !== 0) return { re, im, vectors, info };
  const inPair = isReal ? triangularize(A, Z) : new Uint8Array(n).fill(1);
  for (let k = 0; k < n; k++) {
    [re[k], im[k]] = [A.re[k * n + k], A.im[k * n + k]];
    const isSingle = inPair[k] === 0;
    const x = solveTriangle(A, k, isSingle ? inPair : undefined);
    place(vectors, k, backTransformed(Z, x, balanced, isSingle));
    if (isSingle || !isReal) continue;
    // The conjugate is next.
    k++;
    [re[k], im[k]] = [re[k - 1], -im[k - 1]];
    conjugateBefore(vectors, k);
  }
  return { re, im, vectors, info };
}

/** Turns the blocks of two rows of a real Schur form to upper triangles; marks their rows. */
function triangularize(T: ISquare, Z: ISquare): Uint8Array {
  const { n, re } = T;
  const inPair = new Uint8Array(n);
  for (let k = 0; k + 1 < n; k++) {
    const [b, c] = [re[k * n + k + 1], re[(k + 1) * n + k]];
    if (c === 0) continue;
    inPair.fill(1, k, k + 2);
    const mean = re[k * n + k];
    const part = sqrt(abs(b)) * sqrt(abs(c));
    // (b, i·part) is the eigenvector of mean + i·part.
    const norm = hypot(b, part);
    const turn: IRotation = { c: b / norm, re: 0, im: -part / norm };
    rotateRows(T, k, turn, k);
    rotateColumns(T, k, turn, k + 1);
    rotateColumns(Z, k, turn, n - 1);
    set(T, k, k, mean, part);
    set(T, k + 1, k + 1, mean, -part);
    set(T, k + 1, k, 0, 0);
    k++;
  }
  return inPair;
}

function set({ n, re, im }: ISquare, i: number, j: number, x: number, y: number): void {
  re[i * n + j] = x;
  im[i * n + j] = y;
}

interface IVector {
  re: Float64Array;
  im: Float64Array;
}

/** Beyond this an entry makes all smaller, so that none overflows. */
const LARGE = 2 ** 500;
/** The least divisor beside an eigenvalue of zero. */
const SMALL = 2 ** -500;

/**
 * x with T·x = t_kk·x and x_k = 1 up to its scale, by back substitution. Source: LAPACK xTREVC, whose least
 * divisor takes the place of differences that vanish.
 * @param inPair of a real eigenvalue of a real matrix: the rows where x may be complex. Elsewhere it is real, and an
 *   imaginary part a rounding, which a small divisor would make the larger part.
 */
function solveTriangle(T: ISquare, k: number, inPair: Uint8Array | undefined): IVector {
  const { n } = T;
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  re[k] = 1;
  const least = max(2 ** -52 * (abs(T.re[k * n + k]) + abs(T.im[k * n + k])), SMALL);
  for (let i = k - 1; i >= 0; i--) {
    let [x, y] = [0, 0];
    for (let j = i + 1; j <= k; j++) {
      const [a, b] = [T.re[i * n + j], T.im[i * n + j]];
      x -= a * re[j] - b * im[j];
      y -= a * im[j] + b * re[j];
    }
    if (inPair && inPair[i] === 0) y = 0;
    let [p, q] = [T.re[i * n + i] - T.re[k * n + k], T.im[i * n + i] - T.im[k * n + k]];
    if (abs(p) + abs(q) < least) [p, q] = [least, 0];
    const square = hypot(p, q);
    [p, q] = [p / square, q / square];
    re[i] = (x * p + y * q) / square;
    im[i] = (y * p - x * q) / square;
    if (abs(re[i]) + abs(im[i]) > LARGE) shrink(re, im, i, k);
  }
  return { re, im };
}

function shrink(re: Float64Array, im: Float64Array, from: number, to: number): void {
  for (let i = from; i <= to; i++) {
    re[i] /= LARGE;
    im[i] /= LARGE;
  }
}

/** D·Z·x, of length 1, and turned so that its largest entry is real. */
function backTransformed(Z: ISquare, x: IVector, balanced: Int32Array, isReal: boolean): IVector {
  const { n } = Z;
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    let [a, b] = [0, 0];
    for (let j = 0; j < n; j++) {
      const at = i * n + j;
      a += Z.re[at] * x.re[j] - Z.im[at] * x.im[j];
      b += Z.re[at] * x.im[j] + Z.im[at] * x.re[j];
    }
    re[i] = scale(a, balanced[i]);
    im[i] = isReal ? 0 : scale(b, balanced[i]);
  }
  return unit({ re, im }, isReal);
}

function unit({ re, im }: IVector, isReal: boolean): IVector {
  const n = re.length;
  let most = 0;
  for (let i = 0; i < n; i++) most = max(most, abs(re[i]), abs(im[i]));
  if (most === 0) return { re, im };
  let [square, top, largest] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    re[i] /= most;
    im[i] /= most;
    const own = re[i] * re[i] + im[i] * im[i];
    square += own;
    if (own > largest) [largest, top] = [own, i];
  }
  const norm = sqrt(square);
  const modulus = hypot(re[top], im[top]);
  const [cos, sin] = isReal ? [1, 0] : [re[top] / modulus, -im[top] / modulus];
  for (let i = 0; i < n; i++) {
    const [a, b] = [re[i] / norm, im[i] / norm];
    re[i] = a * cos - b * sin;
    im[i] = a * sin + b * cos;
  }
  if (!isReal) im[top] = 0;
  return { re, im };
}

/** As column k. */
function place({ n, re, im }: ISquare, k: number, vector: IVector): void {
  for (let i = 0; i < n; i++) {
    re[i * n + k] = vector.re[i];
    im[i * n + k] = vector.im[i];
  }
}

/** Column k as the conjugate of the one before. */
function conjugateBefore({ n, re, im }: ISquare, k: number): void {
  for (let i = 0; i < n; i++) {
    re[i * n + k] = re[i * n + k - 1];
    im[i * n + k] = -im[i * n + k - 1];
  }
}
