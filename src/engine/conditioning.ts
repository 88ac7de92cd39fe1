/** How far to trust one inverse: lazily computed, each figure once. */
import { checkSquare, checkTensor, type IMatrices } from './check.js';
import { decimalDigits, spectralCondition } from './condition.js';
import { epsilon, isComplex } from './dtype.js';
import { isLinAlgError } from './errors.js';
import { magnitudes, vectorNorm } from './magnitude.js';
import { multiply } from './matmul.js';
import { elementNorm } from './norm.js';
import { type IOrigin, originOf } from './provenance.js';
import { matrixAt, type Tensor } from './tensor.js';

/** The figures beside an inverse X of A. */
export class Conditioning {
  readonly #a: IMatrices;
  readonly #x: IMatrices;
  readonly #k: number;
  /** A, without its batch. */
  readonly source: Tensor;
  #kappa1?: number;
  #kappaInf?: number;
  #kappa2?: number;
  #error?: Float64Array;
  #rightResidual?: number;

  constructor(source: Tensor, a: IMatrices, x: IMatrices, k: number) {
    this.source = source;
    this.#a = a;
    this.#x = x;
    this.#k = k;
  }

  /** κ₁ = ‖A‖₁·‖A⁻¹‖₁. */
  get kappa1(): number {
    this.#kappa1 ??= elementNorm(this.#a, this.#k, 1) * elementNorm(this.#x, this.#k, 1);
    return this.#kappa1;
  }

  /** κ∞ = ‖A‖∞·‖A⁻¹‖∞. */
  get kappaInf(): number {
    this.#kappaInf ??=
      elementNorm(this.#a, this.#k, Infinity) * elementNorm(this.#x, this.#k, Infinity);
    return this.#kappaInf;
  }

  /**
   * κ₂ = σ₁/σₙ, from singular values. Infinity where A or its inverse is not finite; NaN where the iteration
   * for the singular values does not converge.
   */
  get kappa2(): number {
    this.#kappa2 ??= this.#finite ? this.#spectral() : Number.POSITIVE_INFINITY;
    return this.#kappa2;
  }

  /** 1/κ₁, LAPACK's RCOND; 0 where A⁻¹ is not finite. */
  get rcond(): number {
    if (this.#a.rows === 0) return Number.POSITIVE_INFINITY;
    return this.#finite ? 1 / this.kappa1 : 0;
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
    return Math.min(Math.max(Math.log10(this.kappa2), 0), this.digits);
  }

  /** |XA − I|, element by element, row-major. */
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

  #spectral(): number {
    try {
      return spectralCondition(this.#a, this.#k);
    } catch (error) {
      if (isLinAlgError(error, 'not-converged')) return Number.NaN;
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

/** The figures of each member of an inverse, as far as someone asked. */
const known = new WeakMap<IOrigin, Map<number, Conditioning>>();

/**
 * How far to trust a matrix inverse that `linalg.inv` or `linalg.invEx` returned.
 * @param inverse (*, n, n)
 * @param member which of the batch, 0-based in row-major order
 * @returns undefined where the tensor is no inverse, or where it or its source was written to since. The
 *   figures, computed when they are asked for, are those of a copy: what is written later does not change them.
 */
export function conditioning(inverse: Tensor, member = 0): Conditioning | undefined {
  const origin = originOf(checkTensor('conditioning', inverse, 'Ainv'));
  if (!origin) return undefined;
  const members = known.get(origin) ?? new Map<number, Conditioning>();
  known.set(origin, members);
  const figures = members.get(member) ?? figuresOf(origin.source, inverse, member);
  members.set(member, figures);
  return figures;
}

function figuresOf(source: Tensor, inverse: Tensor, member: number): Conditioning {
  const op = 'conditioning';
  const [A, X] = [source, inverse].map(batch => matrixAt(batch, member).clone());
  return new Conditioning(A, checkSquare(op, A), checkSquare(op, X), 0);
}

/** |XY − I| of member `k`, summed in double precision: what it shows is not its own rounding. */
function residual(x: IMatrices, y: IMatrices, k: number): Float64Array {
  const n = x.rows;
  const width = isComplex(x.dtype) ? 2 : 1;
  const [left, right] = [x, y].map(({ data }) =>
    Float64Array.from(data.subarray(k * n * n * width, (k + 1) * n * n * width))
  );
  const product = multiply(width === 2 ? 'complex128' : 'float64', [n, n, n], left, right);
  for (let i = 0; i < n; i++) product[(i * n + i) * width] -= 1;
  return magnitudes(product, width === 2);
}
