/** Inverses with a proof: for tensors and batches. */

import { type IKernels, kernels } from '../backends/kernels.js';
import { components, type FloatDType, isComplex, realDType } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { magnitudes } from '../core/magnitude.js';
import type { IMatrices } from '../core/matrices.js';
import type { InverseOrigin } from '../core/origin.js';
import { sameShape, shapeText } from '../core/shape.js';
import { inv } from '../linalg/inverse.js';
import { checkOut, checkSquare, checkTensor, inDTypeOf, toOut } from '../ops/check.js';
import { originOf, rememberInverse } from '../ops/provenance.js';
import { Tensor, type TensorLike } from '../tensor.js';
import type { ISquare } from './problem.js';
import { type IMember, type IOutcome, isSharp, proveMember, refineMember } from './prove.js';
import { clearZeros, LARGEST } from './structure.js';
import type { IVerification, IVerified, ProofStrength } from './types.js';

export interface IVerifiedOptions {
  /** Decimal digits that are to be proven of the largest entry; without it, as many as come at no cost. */
  digits?: number;
  /** Filled in place and returned as `inverse`; may be A itself. */
  out?: Tensor;
}

export interface IVerifyOptions {
  /** The matrix that `Ainv` is to be the inverse of; by default the one that it was computed from. */
  A?: TensorLike;
  /** `auto`, the default, takes the sharp proof where it costs less than some 20 ms, else the fast one. */
  strength?: ProofStrength;
}

/**
 * The inverse of every matrix of A together with a proven bound of its error.
 *
 * If the sharp proof costs less than some 20 ms (n up to some 200), the inverse is refined with it to
 * nearly all digits of its dtype; above it is what `inv` returns, and refined only where `digits` asks for
 * more than the fast proof proves. A proof that fails is no error: `proven` is false, `bound` Infinity,
 * and `details` say why. Sources: Rump, Acta Numerica 19 (2010); Oishi and Rump, Numer. Math. 90 (2002).
 *
 * @param A (*, n, n), float32, float64, complex64 or complex128
 * @returns `inverse` (*, n, n) in the dtype of A; `bound` (*, n, n), float64, |A⁻¹ − inverse| <= bound (of
 * complex numbers the modulus); `details`, one for each member
 * @throws as `linalg.inv`: LinAlgError where a pivot is exactly zero
 */
export function invVerified(A: TensorLike, options: IVerifiedOptions = {}): IVerified {
  const op = 'linalg.invVerified';
  const operand = checkTensor('linalg.inv', A);
  const a = checkSquare('linalg.inv', operand);
  checkOut('linalg.inv', a.dtype, options.out);
  const { digits } = options;
  checkDigits(op, digits);
  const source = options.out ? operand.clone() : operand;
  const X = inv(source);
  const backend = kernels(op);
  const x = checkSquare(op, X);
  const data = x.data.slice();
  const outcomes = membersOf(checkSquare(op, source), x).map((member, k) => {
    const outcome = best(backend, member, a, digits);
    if (outcome.inverse) data.set(outcome.inverse, k * outcome.inverse.length);
    return withZeros(member, outcome);
  });
  const inverse = toOut(Tensor.own(data, operand.shape, a.dtype), options.out);
  const verification = gather(outcomes, operand.shape);
  rememberInverse(inverse, source);
  const origin = originOf(inverse);
  if (origin) known.set(origin, new Map([['auto', verification]]));
  return { inverse, ...verification };
}

/** The proof that costs least for the digits that are wanted. */
function best(
  backend: IKernels,
  member: IMember,
  { dtype }: IMatrices,
  digits: number | undefined
): IOutcome {
  if (digits === undefined && !isSharp(member)) return proveMember(backend, member, 'auto');
  if (digits === undefined) return refineMember(backend, member, dtype);
  if (isSharp(member)) return enoughOf(refineMember(backend, member, dtype), dtype, digits);
  const first = proveMember(backend, member, 'auto');
  const outcome = first.proof.digits < digits ? refineMember(backend, member, dtype) : first;
  return enoughOf(outcome.proof.digits < first.proof.digits ? first : outcome, dtype, digits);
}

/** Says why where digits are missing. */
function enoughOf(outcome: IOutcome, dtype: FloatDType, digits: number): IOutcome {
  const { proof } = outcome;
  if (!proof.proven || proof.digits >= digits) return outcome;
  const most = realDType(dtype) === 'float32' ? 7.2 : 15.9;
  const reason =
    digits > most
      ? `${dtype} holds about ${most} digits, and ${digits} were asked for.`
      : `A is so close to singular that no more than ${Math.floor(proof.digits)} digits could be proven.`;
  return { ...outcome, proof: { ...proof, reason } };
}

/** Verifications of each inverse, by strength, as far as someone asked. */
const known = new WeakMap<InverseOrigin, Map<ProofStrength, IVerification>>();

/**
 * How far a computed inverse is from the true one, proven.
 *
 * Of a small matrix exact arithmetic decides where the sharp proof cannot, and where an entry might be 0 for all
 * that is proven. Cached with the inverse, as long as neither it nor its source is overwritten.
 * @param Ainv (*, n, n)
 * @returns `bound` (*, n, n), float64: |A⁻¹ − Ainv| <= bound entry by entry; Infinity where not proven
 * @throws RuntimeError where it is not known what `Ainv` is the inverse of, and `A` is not given
 */
export function verify(Ainv: TensorLike, options: IVerifyOptions = {}): IVerification {
  const op = 'linalg.verify';
  const { A, strength = 'auto' } = options;
  checkStrength(op, strength);
  const inverse = checkTensor(op, inDTypeOf(A, Ainv), 'Ainv');
  if (A) return verifyAgainst(inverse, checkTensor(op, inDTypeOf(inverse, A)), strength);
  const origin = originOf(inverse);
  if (!origin) {
    throw new RuntimeError(
      `${op}: Ainv is not known to be the inverse of a matrix, or one of the two was overwritten; give the matrix as {A}`,
      { op, code: 'invalid-argument' }
    );
  }
  const proofs = known.get(origin) ?? new Map<ProofStrength, IVerification>();
  known.set(origin, proofs);
  const found = proofs.get(strength) ?? verifyAgainst(inverse, Tensor.at(origin.A), strength);
  proofs.set(strength, found);
  return found;
}

function verifyAgainst(inverse: Tensor, A: Tensor, strength: ProofStrength): IVerification {
  const op = 'linalg.verify';
  const [a, x] = [checkSquare(op, A), checkSquare(op, inverse)];
  if (!sameShape(A.shape, inverse.shape) || a.dtype !== x.dtype) {
    throw new RuntimeError(
      `${op}: Expected A and Ainv to have the same shape and dtype, but got ${shapeText(A.shape)} of type ${a.dtype} and ${shapeText(inverse.shape)} of type ${x.dtype}`,
      { op, code: 'shape' }
    );
  }
  const backend = kernels(op);
  const outcomes = membersOf(a, x).map(member =>
    withZeros(member, proveMember(backend, member, strength))
  );
  return gather(outcomes, A.shape);
}

/** Bounds of 0 for the zeros that follow from those of A: no estimate of sizes can prove them. */
function withZeros({ A, X }: IMember, outcome: IOutcome): IOutcome {
  if (!outcome.proof.proven || outcome.dense || A.n > LARGEST || !A.data.includes(0))
    return outcome;
  const sizes = (data: ArrayLike<number>) => magnitudes(data, A.complex);
  const bound = outcome.bound.slice();
  const [a, x] = [sizes(A.data), sizes(outcome.inverse ?? X.data)];
  clearZeros(A.n, at => a[at] === 0, x, bound);
  return { ...outcome, bound };
}

/** The time for exact arithmetic: of all members, and at least of each (ms). */
const BUDGET = 100;
const LEAST = 0.5;

/** Every member with its inverse, in double precision. */
function membersOf(a: IMatrices, x: IMatrices): IMember[] {
  const { rows: n, count, dtype } = a;
  const length = n * n * components(dtype);
  const part = ({ data }: IMatrices, k: number): ISquare => {
    const own = data.subarray(k * length, (k + 1) * length);
    const wide = own instanceof Float64Array ? own : Float64Array.from(own);
    return { n, complex: isComplex(dtype), data: wide };
  };
  const budgetMs = Math.max(BUDGET / count, LEAST);
  return Array.from({ length: count }, (_, k) => ({ A: part(a, k), X: part(x, k), budgetMs }));
}

function gather(outcomes: IOutcome[], shape: readonly number[]): IVerification {
  const data = outcomes.length === 1 ? outcomes[0].bound : joined(outcomes);
  const details = outcomes.map(({ proof }) => proof);
  const bound = new Tensor(data, shape, 'float64');
  return { bound, proven: details.every(({ proven }) => proven), details };
}

function joined(outcomes: IOutcome[]): Float64Array {
  const length = outcomes[0]?.bound.length ?? 0;
  const data = new Float64Array(length * outcomes.length);
  outcomes.forEach(({ bound }, k) => {
    data.set(bound, k * length);
  });
  return data;
}

function checkDigits(op: string, digits: unknown): void {
  if (digits === undefined || (typeof digits === 'number' && digits >= 0)) return;
  throw new RuntimeError(`${op}: expected digits to be a number from 0 on, got ${String(digits)}`, {
    op,
    code: 'invalid-argument'
  });
}

function checkStrength(op: string, strength: unknown): void {
  if (strength === 'auto' || strength === 'sharp' || strength === 'fast') return;
  throw new RuntimeError(
    `${op}: expected strength to be 'auto', 'sharp' or 'fast', got ${String(strength)}`,
    { op, code: 'invalid-argument' }
  );
}
