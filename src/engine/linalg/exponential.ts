/** The exponential of matrices. */

import { cast } from '../backends/cpu/cast.js';
import { allocate, copyInto, type DType, type FloatDType, isComplex } from '../core/dtype.js';
import { sizeOf } from '../core/shape.js';
import { matrixAt } from '../core/strided.js';
import { checkSquare, checkTensor } from '../ops/check.js';
import { eye } from '../ops/create.js';
import { add, mul, sub } from '../ops/elementwise.js';
import { matmul } from '../ops/matmul.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { matrixNorm } from './norms.js';
import { solve } from './solve.js';

/**
 * e to the power of every matrix of A, Σ Aᵏ/k!. Source: `torch.linalg.matrix_exp`; Higham, The scaling and squaring
 * method for the matrix exponential revisited (2005), in double precision.
 *
 * @param A (*, n, n), floating point or complex
 * @returns (*, n, n); NaN where A holds NaN or Inf
 */
export function matrixExp(A: TensorLike): Tensor {
  const op = 'linalg.matrix_exp';
  const source = checkTensor(op, A);
  checkSquare(op, source);
  const { dtype, shape } = source;
  const wide: DType = isComplex(dtype) ? 'complex128' : 'float64';
  const count = sizeOf(shape.slice(0, -2));
  const data = allocate(wide, source.numel);
  for (let k = 0; k < count && source.numel > 0; k++) {
    const own = Tensor.read(exponential(cast(matrixAt(source, k), wide)));
    copyInto(data, own, k * own.length);
  }
  return cast(Tensor.own(data, shape, wide), dtype);
}

/** Up to a 1-norm of θ the Padé approximant of degree m is right to double precision; table 2.3 there. */
const DEGREES = [
  { theta: 1.495585217958292e-2, b: [120, 60, 12, 1] },
  { theta: 2.53939833006323e-1, b: [30240, 15120, 3360, 420, 30, 1] },
  { theta: 9.504178996162932e-1, b: [17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1] },
  {
    theta: 2.097847961257068,
    b: [17643225600, 8821612800, 2075673600, 302702400, 30270240, 2162160, 110880, 3960, 90, 1]
  }
];
const THETA_13 = 5.371920351148152;
const B_13 = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000,
  10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1
];

/** Of one matrix in double precision. */
function exponential(A: Tensor): Tensor {
  const norm = matrixNorm(A, 1).item();
  if (!Tensor.read<FloatDType>(A).every(Number.isFinite)) {
    return mul(A, Number.NaN);
  }
  const degree = DEGREES.find(({ theta }) => norm <= theta);
  if (degree) return quotient(lowDegree(A, degree.b));
  // A sum of finite numbers may be infinite.
  const finite = Math.min(norm, Number.MAX_VALUE);
  const squarings = Math.max(0, Math.ceil(Math.log2(finite / THETA_13)));
  let result = quotient(degree13(mul(A, 2 ** -squarings)));
  for (let k = 0; k < squarings; k++) result = matmul(result, result);
  return result;
}

/** The odd part U and the even part V of the numerator; the denominator is V − U. */
type Parts = readonly [U: Tensor, V: Tensor];

/** (V − U)⁻¹(V + U) */
function quotient([U, V]: Parts): Tensor {
  return solve(sub(V, U), add(V, U));
}

function lowDegree(A: Tensor, b: readonly number[]): Parts {
  const square = matmul(A, A);
  const powers = [eye(A.shape[0], { dtype: A.dtype })];
  while (2 * powers.length < b.length) powers.push(matmul(powers[powers.length - 1], square));
  return [matmul(A, combine(powers, b, 1)), combine(powers, b, 0)];
}

/** Σ b[from + 2i]·powers[i] */
function combine(powers: readonly Tensor[], b: readonly number[], from: number): Tensor {
  return powers.map((power, i) => mul(power, b[from + 2 * i])).reduce(add);
}

/** With six products only. */
function degree13(A: Tensor): Parts {
  const I = eye(A.shape[0], { dtype: A.dtype });
  const A2 = matmul(A, A);
  const A4 = matmul(A2, A2);
  const A6 = matmul(A4, A2);
  const high = (from: number) => matmul(A6, combine([A2, A4, A6], B_13, from));
  const all = [I, A2, A4, A6];
  return [matmul(A, add(high(9), combine(all, B_13, 1))), add(high(8), combine(all, B_13, 0))];
}
