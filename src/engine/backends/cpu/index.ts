/** The device 'cpu': the kernels that `ready()` chose, a batch of matrices at a time. */
import { allocate, components, copyInto, isComplex, realDType } from '../../core/dtype.js';
import { magnitudes, vectorNorm } from '../../core/magnitude.js';
import type { IMatrices, IMatrixShape } from '../../core/matrices.js';
import { allocatePooled } from '../../core/pool.js';
import { Tensor } from '../../tensor.js';
import {
  asMatrices,
  type IDevice,
  type IEquation,
  type INormOf,
  type MatrixNorm
} from '../device.js';
import { firstFailure } from '../failure.js';
import { kernels } from '../kernels.js';
import { arithmetic, conj } from './arithmetic.js';
import { cast } from './cast.js';
import { inPrecision } from './columns.js';
import { conditions } from './condition.js';
import { singularValues } from './decomposition.js';
import { determinants, signsAndLogarithms } from './determinant.js';
import { factorAll, solveAll, solveSystems } from './factor.js';
import { inverseOf } from './invert.js';
import { elementNorm } from './norm.js';
import { multiplyAll } from './product.js';
import { determinantSmall, invertSmall, SMALL, solveSmall } from './small.js';

export const cpu: IDevice<Tensor> = {
  waits: false,
  copy: (result, out) => out.write(Tensor.read(result)),
  cast,
  release: () => undefined,
  keep: info => (info === REGULAR ? info.clone() : info),

  arithmetic,
  conj,
  multiply: multiplyAll,
  stack,

  invert(op, A, matrices, out) {
    const place = out && Tensor.place(out, A.shape, A);
    const { inverses, info } =
      smallInverse(op, A, matrices, place) ?? inverseOf(op, withElements(A, matrices), place);
    return {
      inverse: out && place ? out : Tensor.own(inverses, A.shape, matrices.dtype),
      info: info ? Tensor.own(info, matrices.batch, 'int32') : REGULAR
    };
  },

  factor(op, A, matrices) {
    const { batch, dtype, rows, columns } = matrices;
    const { lu, pivots, info } = factorAll(op, withElements(A, matrices));
    return {
      LU: Tensor.own(lu, A.shape, dtype),
      pivots: Tensor.own(pivots, [...batch, Math.min(rows, columns)], 'int32'),
      info: Tensor.own(info, batch, 'int32')
    };
  },

  solve(op, A, matrices, equation) {
    const { left, batch } = equation;
    const small = left && batch.length === 0 ? smallSolution(op, A, matrices, equation) : undefined;
    if (small) return small;
    const b = asMatrices(equation);
    const { data, info } = solveSystems(op, withElements(A, matrices), b, { left }, batch);
    return {
      result: Tensor.own(data, [...batch, ...b.shape.slice(-2)], matrices.dtype),
      info: Tensor.own(info, matrices.batch, 'int32')
    };
  },

  solveFactored(op, { LU, pivots }, matrices, { b, left, adjoint, batch }) {
    const { dtype, rows, columns } = matrices;
    const lu = Tensor.read(LU);
    const factors = { dtype, rows, columns, lu, pivots: Tensor.read(pivots), info: NONE };
    const data = solveAll(op, factors, b, { left, adjoint }, matrices.batch, batch);
    return Tensor.own(data, [...batch, ...b.shape.slice(-2)], dtype);
  },

  determinant: (op, A, matrices) =>
    smallDeterminant(op, A, matrices) ?? determinants(op, withElements(A, matrices)),
  signAndLogarithm: (op, A, matrices) => signsAndLogarithms(op, withElements(A, matrices)),
  conditions: (op, A, matrices, ord) => conditions(op, withElements(A, matrices), ord),
  matrixNorms: (A, norm, ord) =>
    normsOf(A, norm, k => matrixNorm(withElements(A, { ...norm, dtype: A.dtype }), k, ord)),

  vectorNorms(A, norm, p) {
    const sizes = magnitudes(Tensor.read(A), isComplex(A.dtype));
    const size = norm.columns;
    return normsOf(A, norm, k => vectorNorm(sizes.subarray(k * size, (k + 1) * size), p));
  },

  failure: (info, A) => (info === REGULAR ? undefined : firstFailure(Tensor.read(info), A))
};

const NONE = new Int32Array(0);
/** `info` of one matrix without a zero pivot, which are most; it is never given away. */
const REGULAR = Tensor.own(new Int32Array(1), [], 'int32');

function isSmall(op: string, { batch, rows, dtype }: IMatrixShape, most: number): boolean {
  // Says so where the engine is not loaded yet.
  kernels(op);
  return batch.length === 0 && rows > 0 && rows <= most && dtype === 'float64';
}

function smallInverse(op: string, A: Tensor, matrices: IMatrixShape, place?: Float64Array) {
  if (!isSmall(op, matrices, SMALL.inverse)) return undefined;
  const inverses = place ?? allocatePooled('float64', matrices.rows ** 2);
  const position = invertSmall(matrices.rows, Tensor.read(A), inverses);
  if (position === undefined) return undefined;
  return { inverses, info: position === 0 ? undefined : Int32Array.of(position) };
}

function smallDeterminant(op: string, A: Tensor, matrices: IMatrixShape): Tensor | undefined {
  if (!isSmall(op, matrices, SMALL.factors)) return undefined;
  const found = determinantSmall(matrices.rows, Tensor.read(A));
  if (found === undefined) return undefined;
  const data = new Float64Array(1);
  data[0] = found;
  return Tensor.own(data, matrices.batch, 'float64');
}

function smallSolution(
  op: string,
  A: Tensor,
  matrices: IMatrixShape,
  { b, columns, shape }: IEquation<Tensor>
) {
  if (!isSmall(op, matrices, SMALL.factors)) return undefined;
  const rhs = Tensor.read<'float64'>(b);
  const x = allocatePooled('float64', rhs.length);
  if (!solveSmall(matrices.rows, Tensor.read(A), rhs, columns, x)) return undefined;
  return {
    result: Tensor.own(x, shape, 'float64'),
    info: REGULAR
  };
}

/** A tensor that was checked to hold such matrices. */
function withElements(A: Tensor, { dtype, batch, count, rows, columns }: IMatrixShape): IMatrices {
  // Not by spreading: that takes a fifth of the time of a small inverse.
  return { dtype, batch, count, rows, columns, data: Tensor.read(A) };
}

function stack(tensors: readonly Tensor[]): Tensor {
  const [{ dtype, shape, numel }] = tensors;
  const data = allocate(dtype, numel * tensors.length);
  const length = numel * components(dtype);
  tensors.forEach((item, i) => {
    copyInto(data, Tensor.read(item), i * length);
  });
  return Tensor.own(data, [tensors.length, ...shape], dtype);
}

function normsOf({ dtype }: Tensor, { batch, count }: INormOf, one: (k: number) => number): Tensor {
  const real = realDType(dtype);
  const values = Float64Array.from({ length: count }, (_, k) => one(k));
  return Tensor.own(inPrecision(real, values), batch, real);
}

function matrixNorm(matrices: IMatrices, k: number, ord: MatrixNorm): number {
  if (ord === 'fro' || (ord !== 'nuc' && Math.abs(ord) !== 2)) return elementNorm(matrices, k, ord);
  if (matrices.rows * matrices.columns === 0) return 0;
  const sigma = singularValues(matrices, k);
  if (ord === 'nuc') return sigma.reduce((sum, value) => sum + value, 0);
  return ord === 2 ? sigma[0] : sigma[sigma.length - 1];
}
