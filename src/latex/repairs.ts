/** Alternatives to inverting a singular matrix, and what each would give. */
import {
  epsilon,
  eye,
  type FloatDType,
  isComplex,
  isComplexNumber,
  LinAlgError,
  linalg,
  ones,
  type Scalar,
  type Tensor,
  tensor
} from '../engine/index.js';
import { DEFAULTS, type IEntries, matrixToLatex } from './matrix.js';
import { numberToLatex, numberToText } from './number.js';
import type { IRepair } from './view.js';

/** The largest size whose repairs are computed beside the error. */
const LIMIT = 16;

/** The ridge, relative to σ₁². */
const RIDGE = 1e-3;

/**
 * The repairs whose claims hold: each is computed, and held to what its text says, before it is offered.
 *
 * @param A (n, n)
 */
export function repairsOf(A: Tensor): IRepair[] {
  const [n] = A.shape;
  if (n === 0 || n > LIMIT || A.ndim !== 2 || !isFiniteTensor(A)) return [];
  const repairs = isComplex(A.dtype)
    ? [pseudoinverse, leastSquares, nearest]
    : [pseudoinverse, leastSquares, nearest, ridge];
  return repairs.flatMap(repair => ifHolds(() => repair(A)));
}

/** A repair that is undefined, or cannot be computed, is none. */
function ifHolds(repair: () => IRepair | undefined): IRepair[] {
  try {
    const found = repair();
    return found ? [found] : [];
  } catch (error) {
    if (error instanceof LinAlgError) return [];
    throw error;
  }
}

function isFiniteTensor(A: Tensor): boolean {
  return Number.isFinite(linalg.norm(A).item());
}

/** Whether two tensors are the same, but for half of the digits of the second's size; false for NaN and Inf. */
function agree(X: Tensor, Y: Tensor, scale = linalg.norm(Y).item()): boolean {
  return linalg.norm(X.sub(Y)).item() <= tolerance(X) * scale;
}

/** √ε: half of the digits. */
function tolerance({ dtype }: Tensor): number {
  return Math.sqrt(epsilon(dtype as FloatDType));
}

/** `\\approx …`, since nothing of it is proven; entries that are rounding beside its largest are shown as 0. */
function show(X: Tensor): string {
  const largest = linalg.norm(X, Number.POSITIVE_INFINITY).item();
  const noise = X.numel * epsilon(X.dtype as FloatDType) * largest;
  const tidy = (x: number) => (Math.abs(x) < noise ? 0 : x);
  const clean = (entry: Scalar): Scalar =>
    isComplexNumber(entry) ? { re: tidy(entry.re), im: tidy(entry.im) } : tidy(Number(entry));
  const at = (...index: number[]) => clean(X.at<Scalar>(...index));
  const entries = { shape: X.shape, dtype: X.dtype, at: at as IEntries['at'] };
  return `\\approx ${matrixToLatex(entries, DEFAULTS)}`;
}

/** Moore and Penrose: the matrix that inverts A where A can be inverted. */
function pseudoinverse(A: Tensor): IRepair | undefined {
  const P = linalg.pinv(A);
  if (!isPseudoinverse(A, P)) return undefined;
  return {
    name: 'Pseudoinverse',
    code: 'linalg.pinv(A)',
    latex: `A^{+} ${show(P)}`,
    text: 'It inverts A on what A reaches, and sends the rest to zero: A A⁺ A = A.'
  };
}

/** The four conditions of Penrose (1955). */
function isPseudoinverse(A: Tensor, P: Tensor): boolean {
  const [AP, PA] = [A.matmul(P), P.matmul(A)];
  return (
    agree(AP.matmul(A), A) && agree(PA.matmul(P), P) && agree(AP, AP.H, 1) && agree(PA, PA.H, 1)
  );
}

/** The shortest x that brings A x closest to b, shown for a b of ones. */
function leastSquares(A: Tensor): IRepair | undefined {
  const b = ones(A.shape[0], 1, { dtype: A.dtype, device: 'cpu' });
  const P = linalg.pinv(A);
  const x = P.matmul(b);
  const missed = linalg.norm(A.matmul(x).sub(b)).item();
  // Closest, since A A⁺ projects onto what A reaches, and shortest, since A⁺ A projects along what it loses.
  if (!isPseudoinverse(A, P) || !Number.isFinite(missed)) return undefined;
  const isReached = missed <= tolerance(A) * linalg.norm(b).item();
  return {
    name: 'Least squares',
    code: 'linalg.pinv(A).matmul(b)',
    latex: `b = (1, \\dots, 1)^{T}: \\quad x = A^{+} b ${show(x)}`,
    text: isReached
      ? 'Of all x with A x = b it is the shortest.'
      : `Of all x that bring A x closest to b it is the shortest; none comes closer than ‖A x − b‖ ≈ ${numberToText(missed)}.`
  };
}

/** Eckart and Young: the least change, in the 2-norm, that lifts the singular values off zero. */
function nearest(A: Tensor): IRepair | undefined {
  const { U, S, Vh } = linalg.svd(A);
  const sigma = S.toArray() as number[];
  const scale = sigma[0] || 1;
  const floor = Number((tolerance(A) * scale).toPrecision(3));
  const diagonal = (values: number[]) => tensor(values, { dtype: A.dtype, device: 'cpu' });
  const lifts = sigma.map(s => Math.max(0, floor - s));
  const change = U.mul(diagonal(lifts)).matmul(Vh);
  const lifted = U.mul(diagonal(sigma.map(s => Math.max(s, floor)))).matmul(Vh);
  const kappa = kappaOf(lifted, floor);
  const isNearest = linalg.norm(change, 2).item() <= 1.001 * Math.max(...lifts);
  if (kappa === undefined || !isNearest || !agree(lifted, A.add(change), scale)) return undefined;
  return {
    name: 'Nearest invertible matrix',
    code: [
      'const { U, S, Vh } = linalg.svd(A)',
      `const lifted = tensor((S.toArray() as number[]).map(s => Math.max(s, ${floor})), { dtype: U.dtype })`,
      'U.mul(lifted).matmul(Vh)'
    ].join('\n'),
    latex: `A' - A ${show(change)}, \\quad \\kappa_2(A') \\approx ${numberToLatex(kappa, 2)}`,
    text: `It raises the singular values that are (nearly) zero to ${sigma[0] ? '√ε σ₁' : '√ε'}, and leaves the others. It can be inverted, at the cost of half of the digits.`
  };
}

/** κ₂ of a matrix whose singular values are at least `floor`, and whose inverse is one; else undefined. */
function kappaOf(lifted: Tensor, floor: number): number | undefined {
  const sigma = linalg.svdvals(lifted).toArray() as number[];
  const least = sigma[sigma.length - 1];
  const { inverse, info } = linalg.invEx(lifted);
  if (info.item() > 0 || !(least >= 0.99 * floor)) return undefined;
  const identity = eye(lifted.shape[0], { dtype: lifted.dtype, device: 'cpu' });
  const isInverse = linalg.norm(lifted.matmul(inverse).sub(identity)).item() < 0.01;
  return isInverse ? sigma[0] / least : undefined;
}

/** Tikhonov: a small penalty on long solutions. Of a real matrix. */
function ridge(A: Tensor): IRepair | undefined {
  const [scale] = linalg.svdvals(A).toArray() as number[];
  const lambda = Number((RIDGE * (scale || 1) ** 2).toPrecision(2));
  const normal = A.mT.matmul(A).add(eye(A.shape[0], { dtype: A.dtype, device: 'cpu' }).mul(lambda));
  const { result, info } = linalg.solveEx(normal, A.mT);
  // σ / (σ² + λ) is largest for σ = √λ: so short are its solutions.
  const isShort = linalg.norm(result, 2).item() <= 1.001 / (2 * Math.sqrt(lambda));
  const isSolved = info.item() === 0 && agree(normal.matmul(result), A.mT);
  if (!(lambda > 0) || !isFiniteTensor(normal) || !isSolved || !isShort) return undefined;
  return {
    name: 'Ridge',
    code: `linalg.solve(A.mT.matmul(A).add(eye(${A.shape[0]}, { dtype: A.dtype }).mul(${lambda})), A.mT)`,
    latex: `(A^{T}A + ${numberToLatex(lambda, 2)}\\,I)^{-1}A^{T} ${show(result)}`,
    text: 'It trades a little error for short solutions that change little when A does.'
  };
}
