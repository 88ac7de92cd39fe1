/** How far to trust one inverse: lazily computed, each figure once. */

import { conditionByInverse, decimalDigits, spectralCondition } from '../backends/cpu/condition.js';
import { type IScaled, log10Scaled, scaledNorm, timesScaled } from '../backends/cpu/norm.js';
import { epsilon, isComplex } from '../core/dtype.js';
import { isLinAlgError } from '../core/errors.js';
import { scale } from '../core/exponent.js';
import { vectorNorm } from '../core/magnitude.js';
import type { IMatrices } from '../core/matrices.js';
import type { InverseOrigin } from '../core/origin.js';
import { sizeOf } from '../core/shape.js';
import { matrixAt } from '../core/strided.js';
import { checkSquare, checkTensor } from '../ops/check.js';
import { originOf } from '../ops/provenance.js';
import { Tensor } from '../tensor.js';
import { residual } from './residual.js';

/** The figures beside an inverse X of A. */
export class Conditioning {
  readonly #a: IMatrices;
  readonly #x: IMatrices;
  readonly #k: number;
  /** A, without its batch. */
  readonly source: Tensor;
  #kappa1?: IScaled;
  #kappaInf?: IScaled;
  #kappa2?: IScaled;
  #error?: Float64Array;
  #rightResidual?: number;

  constructor(source: Tensor, a: IMatrices, x: IMatrices, k: number) {
    this.source = source;
    this.#a = a;
    this.#x = x;
    this.#k = k;
  }

  /** κ₁ = ‖A‖₁·‖A⁻¹‖₁; Infinity where it is beyond a double, or where A⁻¹ is not finite. */
  get kappa1(): number {
    return toDouble(this.#one);
  }

  /** log₁₀ κ₁, also where κ₁ is beyond a double. */
  get log10Kappa1(): number {
    return log10Scaled(this.#one);
  }

  /** κ∞ = ‖A‖∞·‖A⁻¹‖∞; Infinity as κ₁. */
  get kappaInf(): number {
    this.#kappaInf ??= this.#byNorm(Infinity);
    return toDouble(this.#kappaInf);
  }

  /**
   * κ₂ = σ₁/σₙ, from singular values, where σₙ is not lost to rounding, else from those of A⁻¹. Infinity where it
   * is beyond a double, where A is singular, and where A or its inverse is not finite; NaN where the iteration for the singular values does not converge.
   */
  get kappa2(): number {
    return toDouble(this.#two);
  }

  /** log₁₀ κ₂, also where κ₂ is beyond a double. */
  get log10Kappa2(): number {
    return log10Scaled(this.#two);
  }

  /**
   * 1/κ₁, LAPACK's RCOND; 0 where A or A⁻¹ is not finite, and only there: where κ₁ is beyond a double it is
   * the least positive number.
   */
  get rcond(): number {
    if (this.#a.rows === 0) return Number.POSITIVE_INFINITY;
    if (!this.#finite) return 0;
    const { value, exponent } = this.#one;
    return Math.max(scale(1 / value, -exponent), Number.MIN_VALUE);
  }

  /** Whether rcond < n·ε, where MATLAB warns that results may be inaccurate. */
  get illConditioned(): boolean {
    return this.rcond < this.#a.rows * epsilon(this.#a.dtype);
  }

  /** The decimal digits of the dtype: 15.9 or 7.2. */
  get digits(): number {
    return decimalDigits(this.#a.dtype);
  }

  /** About how many of them are lost: log₁₀ κ₂, at most all. */
  get digitsLost(): number {
    const lost = Number.isNaN(this.kappa2) ? this.log10Kappa1 : this.log10Kappa2;
    return Math.min(Math.max(lost, 0), this.digits);
  }

  /**
   * |XA − I|, element by element, row-major: to twice the working precision up to 64 rows, and in double
   * precision above.
   */
  get error(): Float64Array {
    this.#error ??= residual(this.#x, this.#a, this.#k);
    return this.#error;
  }

  /** ‖XA − I‖ in the Frobenius norm: `dist(Ainv.matmul(A), eye(n))`. */
  get residual(): number {
    return vectorNorm(this.error, 2);
  }

  /** ‖AX − I‖ in the Frobenius norm: the other side, which for an ill-conditioned A may differ much. */
  get rightResidual(): number {
    this.#rightResidual ??= vectorNorm(residual(this.#a, this.#x, this.#k), 2);
    return this.#rightResidual;
  }

  get #one(): IScaled {
    this.#kappa1 ??= this.#byNorm(1);
    return this.#kappa1;
  }

  get #two(): IScaled {
    this.#kappa2 ??= this.#finite ? this.#spectral() : { value: Infinity, exponent: 0 };
    return this.#kappa2;
  }

  #byNorm(p: number): IScaled {
    return timesScaled(scaledNorm(this.#a, this.#k, p), scaledNorm(this.#x, this.#k, p));
  }

  #spectral(): IScaled {
    try {
      const found = spectralCondition(this.#a, this.#k);
      if (found.value !== Number.POSITIVE_INFINITY) return found;
      return conditionByInverse(this.#a, this.#x, this.#k) ?? found;
    } catch (error) {
      if (isLinAlgError(error, 'not-converged')) return { value: Number.NaN, exponent: 0 };
      throw error;
    }
  }

  get #finite(): boolean {
    const { rows: n, dtype } = this.#a;
    const length = n * n * (isComplex(dtype) ? 2 : 1);
    const part = (m: IMatrices) => m.data.subarray(this.#k * length, (this.#k + 1) * length);
    return part(this.#a).every(Number.isFinite) && part(this.#x).every(Number.isFinite);
  }
}

/** Infinity where it is beyond a double. */
function toDouble({ value, exponent }: IScaled): number {
  return scale(value, exponent);
}

/** The figures of each member of an inverse, as far as someone asked. */
const known = new WeakMap<InverseOrigin, Map<number, Conditioning>>();

/**
 * How far to trust a matrix inverse that `linalg.inv` or `linalg.invEx` returned.
 * @param inverse (*, n, n)
 * @param member which of the batch, 0-based in row-major order
 * @returns undefined where the tensor is no inverse or has no such member, or where it or its source was
 *   written to since. The figures, computed when they are asked for, are those of a copy: what is written later
 *   does not change them.
 */
export function conditioning(inverse: Tensor, member = 0): Conditioning | undefined {
  const origin = originOf(checkTensor('conditioning', inverse, 'Ainv'));
  if (!origin) return undefined;
  const count = sizeOf(inverse.shape.slice(0, -2));
  if (!(Number.isInteger(member) && member >= 0 && member < count)) return undefined;
  const members = known.get(origin) ?? new Map<number, Conditioning>();
  known.set(origin, members);
  const figures = members.get(member) ?? figuresOf(Tensor.at(origin.A), inverse, member);
  members.set(member, figures);
  return figures;
}

function figuresOf(source: Tensor, inverse: Tensor, member: number): Conditioning {
  const op = 'conditioning';
  const [A, X] = [source, inverse].map(batch => matrixAt(batch, member).clone());
  return new Conditioning(A, checkSquare(op, A), checkSquare(op, X), 0);
}
