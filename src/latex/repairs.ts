/** What can be done instead of inverting a singular matrix, and what it would give. */
import {
  epsilon,
  eye,
  type FloatDType,
  isComplex,
  isComplexNumber,
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

/** @param A (n, n), finite */
export function repairsOf(A: Tensor): IRepair[] {
  const [n] = A.shape;
  if (n === 0 || n > LIMIT || A.ndim !== 2 || !isFiniteTensor(A)) return [];
  const sigma = linalg.svdvals(A).toArray() as number[];
  const scale = sigma[0] || 1;
  const repairs = [pseudoinverse(A), leastSquares(A), nearest(A, scale)];
  return isComplex(A.dtype) ? repairs : [...repairs, ridge(A, scale)];
}

function isFiniteTensor(A: Tensor): boolean {
  return Number.isFinite(linalg.norm(A).item());
}

/** A matrix; entries that are rounding beside its largest are shown as the zeros that they stand for. */
function show(X: Tensor): string {
  const largest = linalg.norm(X, Number.POSITIVE_INFINITY).item();
  const noise = X.numel * epsilon(X.dtype as FloatDType) * largest;
  const tidy = (x: number) => (Math.abs(x) < noise ? 0 : x);
  const clean = (entry: Scalar): Scalar =>
    isComplexNumber(entry) ? { re: tidy(entry.re), im: tidy(entry.im) } : tidy(Number(entry));
  const at = (...index: number[]) => clean(X.at<Scalar>(...index));
  return matrixToLatex({ shape: X.shape, at: at as IEntries['at'] }, DEFAULTS);
}

/** Moore and Penrose: the matrix that inverts A where A can be inverted. */
function pseudoinverse(A: Tensor): IRepair {
  return {
    name: 'Pseudoinverse',
    code: 'linalg.pinv(A)',
    latex: `A^{+} = ${show(linalg.pinv(A))}`,
    text: 'It inverts A on what A reaches, and sends the rest to zero: A A⁺ A = A.'
  };
}

/** The shortest x that brings A x closest to b, shown for a b of ones. */
function leastSquares(A: Tensor): IRepair {
  const b = ones(A.shape[0], 1, { dtype: A.dtype, device: 'cpu' });
  const x = linalg.pinv(A).matmul(b);
  const missed = linalg.norm(A.matmul(x).sub(b)).item();
  return {
    name: 'Least squares',
    code: 'linalg.pinv(A).matmul(b)',
    latex: `b = (1, \\dots, 1)^{T}: \\quad x = A^{+} b = ${show(x)}`,
    text: `Of all x that bring A x closest to b it is the shortest; ‖A x − b‖ = ${numberToText(missed)} cannot be reached.`
  };
}

/** Eckart and Young: the least change, in the 2-norm, that lifts the singular values off zero. */
function nearest(A: Tensor, scale: number): IRepair {
  const eps = epsilon(A.dtype as FloatDType);
  const floor = Math.sqrt(eps) * scale;
  const { U, S, Vh } = linalg.svd(A);
  const sigma = S.toArray() as number[];
  const lifted = sigma.map(s => Math.max(s, floor));
  const lifts = sigma.map((s, k) => lifted[k] - s);
  const kappa = Math.max(...lifted) / Math.min(...lifted);
  const change = U.mul(tensor(lifts, { dtype: A.dtype, device: 'cpu' })).matmul(Vh);
  return {
    name: 'Nearest invertible matrix',
    code: [
      'const { U, S, Vh } = linalg.svd(A)',
      `const lifted = tensor((S.toArray() as number[]).map(s => Math.max(s, ${floor.toPrecision(3)})), { dtype: U.dtype })`,
      'U.mul(lifted).matmul(Vh)'
    ].join('\n'),
    latex: `A' - A = ${show(change)}, \\quad \\kappa_2(A') = ${numberToLatex(kappa, 2)}`,
    text: 'It raises the singular values that are (nearly) zero to √ε σ₁, and leaves the others. It can be inverted, at the cost of half of the digits.'
  };
}

/** Tikhonov: a small penalty on long solutions. Of a real matrix. */
function ridge(A: Tensor, scale: number): IRepair {
  const lambda = Number((RIDGE * scale ** 2).toPrecision(2));
  const normal = A.mT.matmul(A).add(eye(A.shape[0], { dtype: A.dtype, device: 'cpu' }).mul(lambda));
  const { result } = linalg.solveEx(normal, A.mT);
  return {
    name: 'Ridge',
    code: `linalg.solve(A.mT.matmul(A).add(eye(${A.shape[0]}, { dtype: A.dtype }).mul(${lambda})), A.mT)`,
    latex: `(A^{T}A + ${numberToLatex(lambda, 2)}\\,I)^{-1}A^{T} = ${show(result)}`,
    text: 'It trades a little error for short solutions that change little when A does.'
  };
}
