/**
 * The device 'kernel': each operation is a request to the notebook's Python kernel, whose library does the work;
 * `jupyterlab_invertible/arrays/` is the other side. Nothing here waits but `failure`.
 */
import { realDType } from '../../core/dtype.js';
import type { IMatrixShape } from '../../core/matrices.js';
import type { Scalar } from '../../core/scalar.js';
import { sameShape } from '../../core/shape.js';
import { matrixAt } from '../../core/strided.js';
import { KernelTensor } from '../../kernel-tensor.js';
import type { IDevice, IEquation, ITolerance, MatrixNorm } from '../device.js';
import { failureAt } from '../failure.js';
import { numberOf } from './numbers.js';

/** Sizes up to which an error brings the matrix along, so that it can be explained. */
const EXPLAINED = 256;

/** Posts an operation, and returns its result. */
function filled<T extends KernelTensor>(
  name: string,
  operands: readonly (KernelTensor | null)[],
  result: T,
  details: object = {}
): T {
  const handles = operands.map(operand => operand?.handle ?? null);
  result.kernel.post({ do: name, in: handles, out: [result.handle], ...details });
  return result;
}

/** The same with several results. */
function allFilled<R extends Record<string, KernelTensor>>(
  name: string,
  operands: readonly KernelTensor[],
  results: R,
  details: object = {}
): R {
  const [handles, out] = [operands, Object.values(results)].map(list =>
    list.map(({ handle }) => handle)
  );
  operands[0].kernel.post({ do: name, in: handles, out, ...details });
  return results;
}

export const kernel: IDevice<KernelTensor> = {
  waits: true,

  copy(result, out) {
    out.write(result);
    result.dispose();
    return out;
  },
  cast: (source, dtype) => source.cast(dtype),
  keep: info => info,
  release: temporary => temporary.dispose(),

  arithmetic(kind, a, b, shape, dtype) {
    const operands = [a, b].map(operand => (operand instanceof KernelTensor ? operand : null));
    const [beside] = operands.filter(operand => operand !== null);
    const scalar = [a, b].find(operand => !(operand instanceof KernelTensor));
    return filled('arithmetic', operands, beside.beside(shape, dtype), {
      ...{ kind, dtype, shape },
      ...(scalar === undefined ? {} : { scalar: numberOf(scalar as Scalar) })
    });
  },
  conj: a => (a.dtype.startsWith('complex') ? filled('conj', [a], a.beside(a.shape, a.dtype)) : a),
  multiply({ dtype, sizes: [m, , n], batch, shape, x, y }) {
    const product = [...batch, m, n];
    const details = { dtype, shape: product };
    const result = filled('matmul', [x, y], x.beside(product, dtype), details);
    return sameShape(product, shape) ? result : result.reshape(shape);
  },
  stack([first, ...rest]) {
    const shape = [1 + rest.length, ...first.shape];
    return filled('stack', [first, ...rest], first.beside(shape, first.dtype));
  },

  invert(_op, A, { batch }) {
    const inverse = A.beside(A.shape, A.dtype);
    return allFilled('invert', [A], { inverse, info: A.beside(batch, 'int32') });
  },
  factor(_op, A, { batch, rows, columns }) {
    const pivots = A.beside([...batch, Math.min(rows, columns)], 'int32');
    const info = A.beside(batch, 'int32');
    return allFilled('factor', [A], { LU: A.beside(A.shape, A.dtype), pivots, info });
  },
  solve(_op, A, { batch }, equation) {
    const result = A.beside(equation.shape, A.dtype);
    const results = { result, info: A.beside(batch, 'int32') };
    return allFilled('solve', [A, equation.b], results, detailsOf(equation));
  },
  solveFactored(_op, { LU, pivots }, _matrices, equation) {
    const result = LU.beside(equation.shape, LU.dtype);
    return filled('solve_factored', [LU, pivots, equation.b], result, detailsOf(equation));
  },
  determinant: (_op, A, { batch }) => filled('determinant', [A], A.beside(batch, A.dtype)),
  signAndLogarithm(_op, A, { batch, dtype }) {
    const sign = A.beside(batch, A.dtype);
    const logabsdet = A.beside(batch, realDType(dtype));
    return allFilled('sign_and_logarithm', [A], { sign, logabsdet });
  },

  conditions: (_op, A, matrices, ord) => real('conditions', A, matrices, { ord: normOf(ord) }),
  matrixNorms: (A, { batch }, ord) =>
    filled('matrix_norms', [A], A.beside(batch, realOf(A)), { ord: normOf(ord) }),
  vectorNorms: (A, { batch }, p) =>
    filled('vector_norms', [A], A.beside(batch, realOf(A)), {
      p: numberOf(p),
      axes: A.ndim - batch.length
    }),

  decompositions: {
    singularValues(_op, A, { batch, rows, columns, dtype }) {
      const shape = [...batch, Math.min(rows, columns)];
      return filled('singular_values', [A], A.beside(shape, realDType(dtype)));
    },
    pseudoInverse(_op, A, { rows, columns }, batch, tolerance) {
      const result = A.beside([...batch, columns, rows], A.dtype);
      return filled('pseudo_inverse', ...withTolerance(A, tolerance, result));
    },
    ranks(_op, A, _matrices, batch, tolerance) {
      return filled('ranks', ...withTolerance(A, tolerance, A.beside(batch, 'int64')));
    }
  },

  async failure(info, A) {
    const { fields } = await info.kernel.ask({ do: 'failure', in: [info.handle] });
    const { member, position } = fields;
    if (!(Number.isSafeInteger(member) && Number.isSafeInteger(position))) return undefined;
    const n = A.shape[A.ndim - 1];
    const matrix = n <= EXPLAINED ? await matrixAt(A, member as number).cpu() : undefined;
    return failureAt(member as number, position as number, A.ndim, matrix);
  }
};

function real(
  name: string,
  A: KernelTensor,
  { batch, dtype }: IMatrixShape,
  details: object
): KernelTensor {
  return filled(name, [A], A.beside(batch, realDType(dtype)), details);
}

function realOf(A: KernelTensor) {
  return realDType(A.dtype as never);
}

/** Tolerances that are tensors are operands; numbers are details. */
function withTolerance(
  A: KernelTensor,
  { atol, rtol, hermitian }: ITolerance<KernelTensor>,
  result: KernelTensor
): [readonly (KernelTensor | null)[], KernelTensor, object] {
  const tensors = [atol, rtol].map(given => (given instanceof KernelTensor ? given : null));
  const number = (given?: number | KernelTensor) =>
    typeof given === 'number' ? numberOf(given) : null;
  const details = { atol: number(atol), rtol: number(rtol), hermitian };
  return [[A, ...tensors], result, details];
}

function detailsOf({ shape, left, adjoint = false, batch }: IEquation<KernelTensor>) {
  return { left, adjoint, vectors: shape.length === batch.length + 1, shape };
}

function normOf(ord: MatrixNorm): unknown {
  return typeof ord === 'string' ? ord : numberOf(ord);
}
